#include "core/import/openapi.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/import/testing/loading.h"

namespace rampart::imports {
namespace {

using testing::HasSubstr;

const std::string head =
    "openapi: 3.0.3\ninfo: {title: Pets}\nservers: [{url: 'http://pets.example/{v}/', variables: "
    "{v: {default: v2}}}]\npaths:\n";

const std::string pets = head + R"(
  /pets:
    get:
      operationId: listPets
      parameters:
        - {name: limit, in: query, required: true, schema: {type: integer, minimum: 5}}
        - {name: colour, in: query, schema: {type: string}}
        - {name: X-Trace, in: header, example: abc}
      responses: {'200': {description: ok}, default: {description: no}}
    post:
      requestBody:
        content:
          application/json: {schema: {$ref: '#/components/schemas/Pet'}}
      responses: {'201': {description: made}, '202': {description: later}}
  /pets/{petId}/toys/{toy-id}:
    parameters: [{$ref: '#/components/parameters/PetId'}]
    delete:
      operationId: dropToy
      security: [{token: []}]
      parameters: [{name: toy-id, in: path, required: true, schema: {type: string, format: uuid}}]
      responses: {'204': {description: gone}}
components:
  securitySchemes: {token: {type: http, scheme: bearer}}
  parameters: {PetId: {name: petId, in: path, required: true, schema: {type: integer}, example: 7}}
  schemas:
    Pet:
      type: object
      required: [name]
      properties:
        id: {type: integer, readOnly: true}
        name: {type: string, example: Rex}
        tags: {type: array, items: {type: string, enum: [good, bad]}}
        parent: {$ref: '#/components/schemas/Pet'}
)";

TEST(ImportOpenapi, MakesFormDataOfParts) {
  const auto imported = import_openapi(head + R"(
  /photos:
    post:
      requestBody:
        content:
          multipart/form-data:
            schema:
              type: object
              properties:
                title: {type: string, example: Rex}
                place: {type: object, properties: {x: {type: integer, example: 1}}}
                photo: {type: string, format: binary}
      responses: {'201': {description: made}}
)",
                                       "photos.yml");
  ASSERT_TRUE(imported.has_value()) << to_string(imported.error());
  EXPECT_THAT(imported->script, HasSubstr("title: Rex"));
  EXPECT_THAT(imported->script, HasSubstr("contentType: application/json"));
  EXPECT_THAT(imported->script, HasSubstr("fromFile: \"./photo.bin\""));
  EXPECT_THAT(imported->notes, ::testing::Contains(HasSubstr("./photo.bin beside the script")));
}

TEST(ImportOpenapi, MakesOneRequestOfEachOperation) {
  const auto imported = import_openapi(pets, "pets.yml");
  ASSERT_TRUE(imported.has_value()) << to_string(imported.error());
  const script::Script script = loaded(*imported);
  EXPECT_EQ(script.config.target, "http://pets.example/v2");
  EXPECT_EQ(script.scenarios.at(0).name, "Pets");
  const auto& flow = script.scenarios[0].flow;
  ASSERT_EQ(flow.size(), 3U);

  const auto& list = std::get<script::Request>(flow[0].what);
  EXPECT_EQ(list.name, "listPets");
  ASSERT_EQ(list.query.size(), 1U) << "an optional parameter without an example is left out";
  EXPECT_EQ(list.query[0].first, "limit");
  ASSERT_EQ(list.headers.size(), 1U);
  EXPECT_EQ(list.headers[0].name, "x-trace");
  ASSERT_EQ(list.expectations.size(), 1U);
  EXPECT_EQ(list.expectations[0].values.size(), 1U);

  const auto& add = std::get<script::Request>(flow[1].what);
  EXPECT_TRUE(add.json.has_value());
  EXPECT_EQ(add.expectations.at(0).values.size(), 2U);
  EXPECT_THAT(imported->script, HasSubstr("name: Rex"));
  EXPECT_THAT(imported->script, HasSubstr("- good"));

  const auto& drop = std::get<script::Request>(flow[2].what);
  EXPECT_EQ(drop.method, script::Method::del);
  EXPECT_EQ(drop.url.source(), "/pets/{{ petId }}/toys/{{ toy_id }}");
  EXPECT_THAT(drop.headers.at(0).value.source(), HasSubstr("$env.API_TOKEN"));
  ASSERT_EQ(script.config.variables.size(), 2U);
  EXPECT_THAT(imported->notes, testing::Contains(HasSubstr("API_TOKEN")));
}

TEST(ImportOpenapi, ReadsJsonWithTabsAndTypesOf31) {
  const auto imported = import_openapi(
      "{\n\t\"openapi\": \"3.1.0\",\n\t\"paths\": {\"/a\": {\"get\": {\"parameters\": [{\"name\": \"q\", \"in\": "
      "\"query\", \"required\": true, \"schema\": {\"type\": [\"null\", \"boolean\"]}}]}}}}",
      "a.json");
  ASSERT_TRUE(imported.has_value()) << to_string(imported.error());
  const script::Script script = loaded(*imported);
  EXPECT_EQ(script.config.target, "http://localhost:8080");
  EXPECT_THAT(imported->script, HasSubstr("q: true"));
  EXPECT_EQ(imported->notes.size(), 1U);
}

TEST(ImportOpenapi, SaysWhereADescriptionIsWrong) {
  const std::pair<std::string, std::string> rows[] = {
      {"swagger: '2.0'\n", "a.yml:1:10: this is Swagger 2.0"},
      {"openapi: 4.0.0\npaths: {}\n", "a.yml:1:10: \"openapi\" must be a version 3"},
      {"openapi: 3.0.0\n", "\"paths\" is required"},
      {"openapi: 3.0.0\npaths: {}\n", "there is no operation"},
      {head + "  /a/{id}: {get: {}}\n", "has a parameter that isn't described"},
      {head + "  /a: {get: {parameters: [{$ref: '#/nowhere'}]}}\n", "a.yml:5:34: \"$ref: #/nowhere\" leads to nothing"},
      {head + "  /a: {get: {parameters: [{$ref: other.yml}]}}\n", "leads out of this file"},
      {head + "  /a: {$ref: '#/paths/~1a'}\n", "leads in a circle"},
      {"openapi: [\n", "a.yml:"},
  };
  for (const auto& [text, message] : rows) {
    const auto imported = import_openapi(text, "a.yml");
    ASSERT_TRUE(imported.has_error()) << text;
    EXPECT_THAT(to_string(imported.error()), HasSubstr(message)) << text;
  }
}

}  // namespace
}  // namespace rampart::imports

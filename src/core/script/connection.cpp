#include "core/script/connection.h"

#include <fmt/format.h>

#include <vector>

#include "core/script/fields.h"
#include "core/script/socketio_connection.h"
#include "core/script/websocket_connection.h"

namespace rampart::script {
namespace {

using document::Node;

const std::vector<std::string_view> engines = {"http", "ws", "socketio"};

}  // namespace

Engine read_engine(const Node& scenario, const Node* default_engine) {
  const Node* engine = scenario.find("engine");
  if (engine == nullptr || engine->is_null()) engine = default_engine;
  if (engine == nullptr || engine->is_null() || engine->text == "http") return Engine::http;
  if (engine->text == "ws") return Engine::ws;
  if (engine->text == "socketio") return Engine::socketio;
  refuse_unsupported(fmt::format("The engine \"{}\"{}", engine->text, did_you_mean(engine->text, engines)),
                     engine->place());
}

Step read_connect(const Node& scenario, const std::string& name, Engine engine, const Node& config,
                  Warnings& warnings) {
  Step step{.what = Connect{}, .place = scenario.place()};
  if (engine == Engine::socketio) {
    step.what = Connect{read_socketio_connection(scenario, name, config, warnings)};
    return step;
  }
  const Node& flow = *scenario.find("flow");
  if (flow.items.empty()) refuse(fmt::format("\"{}.flow\" has no steps", name), flow.place());
  const Node* connect = flow.items.front().find("connect");
  for (std::size_t i = 1; i < flow.items.size(); ++i)
    if (const Node* later = flow.items[i].find("connect"))
      warnings.add(later->key_place(),
                   fmt::format("\"{}.flow[{}].connect\" does nothing: only as the first step it says where to connect, "
                               "as in Artillery",
                               name, i));
  step.what = Connect{read_websocket_connection(connect, name + ".flow[0].connect", config, warnings)};
  return step;
}

}  // namespace rampart::script

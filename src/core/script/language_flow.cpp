// The keys of scenarios, steps, requests and their checks. Source: reference artillery.md §1.5, §2.
#include <string_view>
#include <utility>

#include "core/script/language_tables.h"

namespace rampart::script::language {
namespace {

Value hook() { return one_or_more(text()); }

std::vector<Key> scenario_keys() {
  return {
      {"name", text(), "its index", "The name in metrics, and for --scenario-name."},
      {"engine", one_of({"http", "ws", "socketio"}) | null(), "config.engine", "The protocol."},
      {"flow", list_of(mapping(Part::step)), "", "The steps of a virtual user, one after the other.",
       Support::required},
      {"beforeScenario", hook(), "", "Functions called before the flow."},
      {"afterScenario", hook(), "", "Functions called after the flow."},
      {"beforeRequest", hook(), "", "Functions called before every request."},
      {"afterResponse", hook(), "", "Functions called after every answer."},
      {"onError", hook(), "", "Functions called when a request fails."},
      {"socketio", anything(), "", "Options of the engine socketio, over those of config.socketio."},
      {"testFunction", anything(), "", "The function of the engine playwright.", Support::refused},
  };
}

Mapping scenario_table() {
  Mapping out{"scenario", "What a virtual user does, and how often it is chosen.", scenario_keys()};
  out.keys.insert(out.keys.begin() + 1, {"weight", scalar() | null(), "1",
                                         "How often this scenario is chosen: weight ÷ sum of all weights."});
  return out;
}

Mapping section_table() {
  Mapping out{"section", "Steps run once.", scenario_keys()};
  out.keys.push_back({"weight", anything(), "", "Nothing.", Support::idle, "there is one before and one after"});
  return out;
}

/// Only these may stand alone in a step; `loop` has siblings and a table of its own.
Mapping step_table() {
  const Value request = mapping(Part::request);
  Mapping out{"step",
              "One step of a flow: a mapping with one key.",
              {
                  {"get", request, "", "A GET request."},
                  {"post", request, "", "A POST request."},
                  {"put", request, "", "A PUT request."},
                  {"patch", request, "", "A PATCH request."},
                  {"delete", request, "", "A DELETE request."},
                  {"head", request, "", "A HEAD request."},
                  {"options", request, "", "An OPTIONS request."},
                  {"think", duration() | number(), "", "Wait: whole seconds, or text such as \"500ms\"."},
                  {"log", text(), "", "Print this text."},
                  {"connect", anything(), "",
                   "Engine ws, first step: the URL, or target, function, headers, subprotocols, proxy."},
                  {"send", anything(), "", "Engine ws: a message; {payload, capture, match} waits for the next one."},
                  {"wait", anything(), "", "Engine ws: {capture, match} of the next message."},
                  {"function", text(), "", "Call a function of the processor."},
                  {"parallel", list_of(mapping(Part::step)), "", "Steps that start together."},
              }};
  for (const std::string_view method :
       {"trace",  "query",      "acl",        "bind",   "checkout", "copy",     "link",      "lock",
        "merge",  "mkactivity", "mkcalendar", "mkcol",  "move",     "propfind", "proppatch", "rebind",
        "report", "search",     "unbind",     "unlink", "unlock",   "update"})
    out.keys.push_back({method, request, "", "A request with this method."});
  out.single = true;
  return out;
}

Mapping emit_table() {
  return {
      "emit",
      "Engine socketio: an event.",
      {
          {"emit", anything(), "", "{channel, data}, or a list: the event's name and its arguments.",
           Support::required},
          {"namespace", scalar() | null(), "that of config.target", "The namespace; it has a connection of its own."},
          {"response", anything(), "", "{channel, data, concat, capture, match} of the event that answers."},
          {"acknowledge", anything(), "", "{data, capture, match} of the acknowledgement."},
      }};
}

Mapping loop_table() {
  return {"loop",
          "Steps that are repeated.",
          {
              {"loop", list_of(mapping(Part::step)), "", "The steps.", Support::required},
              {"count", number() | text() | null(), "for ever", "How often; text \"a-b\" counts from a to b - 1."},
              {"over", list_of(anything()) | text(), "", "A list, or the name of a variable that holds one."},
              {"loopValue", text(), "$loopCount", "The variable with the index."},
              {"loopElement", text(), "$loopElement", "The variable with the element."},
              {"whileTrue", text(), "", "A function of the processor, asked after every iteration whether to go on."},
          }};
}

std::vector<Key> request_keys() {
  return {
      {"url", text(), "", "Absolute, or starting with / for config.target."},
      {"uri", text(), "", "Another name of url, for head and options."},
      {"name", scalar() | null(), "", "The name in metrics-by-endpoint."},
      {"headers", map_of(scalar() | null()), "", "Headers, over those of http.defaults."},
      {"json", anything(), "", "A body sent as JSON."},
      {"body", text() | null(), "", "A body sent as it is."},
      {"form", map_of(anything()) | null(), "", "A body sent as a form (URL-encoded)."},
      {"qs", map_of(anything()), "", "The query; takes the place of the URL's."},
      {"cookie", map_of(scalar()), "", "Cookies sent with this request."},
      {"auth", mapping(Part::auth), "", "Basic authentication."},
      {"gzip", flag(), "true", "Ask for compressed answers."},
      {"followRedirect", flag(), "true", "Follow redirects, ten at most."},
      {"allowGetBody", anything(), "false", "Allow a body in GET and HEAD."},
      {"capture", one_or_more(mapping(Part::capture)), "", "Values to keep from the answer."},
      {"match", one_or_more(mapping(Part::match)) | null(), "", "Values the answer must have."},
      {"expect", one_or_more(mapping(Part::expectation)) | null(), "", "Checks; needs the plugin expect."},
      {"retry", anything(), "", "Nothing.", Support::idle, "Artillery never retries"},
      {"http2", flag() | null(), "false", "Offer HTTP/2 on https."},
      {"formData", map_of(scalar() | null() | mapping(Part::form_part)) | null(), "",
       "A body of several parts, files among them."},
      {"setContentLengthHeader", anything(), "", "Nothing.", Support::idle,
       "the length of the whole form is always sent; Artillery would send the file's, which breaks the request"},
      {"ifTrue", scalar() | null(), "", "Send only if this expression over the user's variables is true."},
      {"probability", scalar() | null(), "", "Per cent of the times that it is sent."},
      {"searchParams", text() | map_of(scalar() | null()) | null(), "", "As qs, but not rendered."},
      {"username", text() | null(), "", "As auth.user, but not rendered."},
      {"password", text() | null(), "", "As auth.pass, but not rendered."},
      {"maxRedirects", count() | null(), "10", "How many redirects are followed."},
      {"methodRewriting", flag() | null(), "true",
       "Only 303 makes a GET of another method; false: every redirect does."},
      {"beforeRequest", hook(), "", "Functions called before it is sent."},
      {"afterResponse", hook(), "", "Functions called after its answer."},
  };
}

Mapping request_table() {
  Mapping out{"request", "A request and what its answer must be like.", request_keys()};
  // Artillery hands every attribute to its HTTP library; these would change the request.
  for (const std::string_view name :
       {"https", "cookieJar", "prefixUrl", "createConnection", "dnsCache", "cache", "localAddress", "hooks"})
    out.keys.push_back({name, anything(), "", "An option of Artillery's HTTP library.", Support::refused});
  // And these Artillery overwrites, or never looks at.
  constexpr std::pair<std::string_view, std::string_view> idle[] = {
      {"timeout", "Artillery puts config.http.timeout in its place"},
      {"method", "the step's own word is the method"},
      {"agent", "Artillery puts its own in its place"},
      {"decompress", "Artillery puts gzip in its place"},
      {"throwHttpErrors", "Artillery never does"},
      {"encoding", "Artillery reads every body as UTF-8"},
      {"responseType", "Artillery reads every body as text"},
  };
  for (const auto& [name, why] : idle) out.keys.push_back({name, anything(), "", "Nothing.", Support::idle, why});
  out.one_needed = {"url", "uri"};
  out.one_at_most = {"json", "form", "formData"};
  return out;
}

Mapping form_part_table() {
  return {"formPart",
          "One part of formData.",
          {
              {"value", scalar() | null(), "", "What it holds."},
              {"fromFile", text(), "", "The file it holds, relative to the script."},
              {"contentType", scalar() | null(), "by the file's name", "What kind of content it is."},
          }};
}

Mapping auth_table() {
  return {"auth",
          "Basic authentication.",
          {{"user", text(), "", "The user's name."}, {"pass", text(), "", "The password."}}};
}

std::vector<Key> source_keys() {
  return {
      {"json", text(), "", "A JSONPath into the body."},
      {"regexp", text(), "", "A regular expression over the body."},
      {"header", text(), "", "The name of a header, in lower case."},
      {"selector", text(), "", "A CSS selector into HTML."},
      {"xpath", text(), "", "An XPath into XML or HTML."},
      {"group", scalar() | null(), "the whole match", "regexp: a group's name or number."},
      {"flags", text() | null(), "", "regexp: JavaScript's flags."},
      {"strict", flag(), "true", "Finding nothing fails the user."},
      {"multiple", flag(), "true", "json: of several results one at random; false keeps the list."},
      {"attr", text() | null(), "all", "selector: the attribute."},
      {"index", number() | one_of({"random", "last"}) | null(), "0", "selector: which of several."},
      {"transform", anything(), "", "Nothing.", Support::idle, "it has none in Artillery either"},
  };
}

Mapping capture_table() {
  Mapping out{"capture", "A value to keep from the answer.", source_keys()};
  out.keys.insert(out.keys.begin(), {"as", text(), "", "The variable to keep it in.", Support::required});
  out.one_needed = {"json", "regexp", "header", "selector", "xpath"};
  return out;
}

Mapping match_table() {
  Mapping out{"match", "A value the answer must have.", source_keys()};
  out.keys.insert(out.keys.begin(), {"value", anything(), "", "What it must be.", Support::required});
  out.one_needed = {"json", "regexp", "header", "selector", "xpath"};
  return out;
}

Mapping expectation_table() {
  const Value code = number() | text();
  return {"expectation",
          "Checks of an answer.",
          {
              {"statusCode", one_or_more(code), "", "The status is this, or one of these."},
              {"notStatusCode", one_or_more(code), "", "The status is none of these."},
              {"contentType", scalar(), "", "The content type is this; `json` for any JSON."},
              {"hasProperty", scalar(), "", "The JSON body has this property."},
              {"notHasProperty", scalar(), "", "The JSON body doesn't have this property."},
              {"equals", list_of(anything()), "", "All of these are equal."},
              {"hasHeader", scalar(), "", "The answer has this header."},
              {"headerEquals", list_of(anything()), "", "[header, value]"},
              {"matchesRegexp", scalar(), "", "The body matches this regular expression."},
              {"cdnHit", anything(), "", "The answer came from a CDN's cache."},
              {"jmespath", text(), "", "An expression that is true for the JSON body."},
              {"jpath", text(), "", "Another name of jmespath."},
          }};
}

}  // namespace

void add_flow_tables(std::map<Part, Mapping>& out) {
  out[Part::scenario] = scenario_table();
  out[Part::section] = section_table();
  out[Part::step] = step_table();
  out[Part::loop] = loop_table();
  out[Part::emit] = emit_table();
  out[Part::request] = request_table();
  out[Part::form_part] = form_part_table();
  out[Part::auth] = auth_table();
  out[Part::capture] = capture_table();
  out[Part::match] = match_table();
  out[Part::expectation] = expectation_table();
}

}  // namespace rampart::script::language

#include "core/load/markup.h"

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

namespace rampart::load {
namespace {

const xmlChar* units(const std::string& text) { return reinterpret_cast<const xmlChar*>(text.c_str()); }

std::string take_text(xmlChar* owned) {
  if (owned == nullptr) return {};
  std::string out(reinterpret_cast<const char*>(owned));
  xmlFree(owned);
  return out;
}

/// libxml2 writes what it finds wrong to standard error unless told otherwise.
void hear_nothing(void* /*context*/, xmlError* /*error*/) {}

MarkupNode read_node(xmlNode* node) {
  MarkupNode out;
  out.text = take_text(xmlNodeGetContent(node));
  if (node->type != XML_ELEMENT_NODE) return out;
  for (const xmlAttr* attribute = node->properties; attribute != nullptr; attribute = attribute->next)
    out.attributes.emplace_back(reinterpret_cast<const char*>(attribute->name),
                                take_text(xmlNodeListGetString(node->doc, attribute->children, 1)));
  return out;
}

}  // namespace

struct Markup::Tree {
  explicit Tree(xmlDoc* d) : document(d) {}
  ~Tree() { xmlFreeDoc(document); }
  Tree(const Tree&) = delete;
  Tree& operator=(const Tree&) = delete;
  xmlDoc* document;
};

Markup Markup::parse(std::string_view text, Kind kind) {
  static const bool started = [] {
    xmlInitParser();
    return true;
  }();
  (void)started;
  const int size = static_cast<int>(text.size());
  xmlDoc* document = nullptr;
  if (kind == Kind::html)
    document = htmlReadMemory(text.data(), size, nullptr, "UTF-8",
                              HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
  else
    document = xmlReadMemory(text.data(), size, nullptr, nullptr,
                             XML_PARSE_RECOVER | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NONET);
  return Markup(std::make_shared<Tree>(document));
}

std::vector<MarkupNode> Markup::find_all(const std::string& xpath) const {
  std::vector<MarkupNode> out;
  if (tree_->document == nullptr) return out;
  xmlXPathContext* context = xmlXPathNewContext(tree_->document);
  if (context == nullptr) return out;
  context->error = hear_nothing;
  if (xmlXPathObject* found = xmlXPathEvalExpression(units(xpath), context)) {
    if (found->type == XPATH_NODESET) {
      if (found->nodesetval != nullptr) xmlXPathNodeSetSort(found->nodesetval);
      const int count = found->nodesetval == nullptr ? 0 : found->nodesetval->nodeNr;
      for (int i = 0; i < count; ++i) out.push_back(read_node(found->nodesetval->nodeTab[i]));
    } else {
      out.push_back({take_text(xmlXPathCastToString(found)), {}});
    }
    xmlXPathFreeObject(found);
  }
  xmlXPathFreeContext(context);
  return out;
}

bool Markup::understands(const std::string& xpath) {
  xmlXPathContext* context = xmlXPathNewContext(nullptr);
  if (context == nullptr) return false;
  context->error = hear_nothing;
  xmlXPathCompExpr* compiled = xmlXPathCtxtCompile(context, units(xpath));
  const bool ok = compiled != nullptr;
  if (compiled != nullptr) xmlXPathFreeCompExpr(compiled);
  xmlXPathFreeContext(context);
  return ok;
}

}  // namespace rampart::load

// Changes to a template's text that leave the rest as it is: comments, order, intrinsic functions.
//
//   TemplateEdit edit(text, "template.yml");
//   edit.set({"Resources", "Policy", "Properties", "TargetValue"}, "640");
//   edit.put({"Resources", "Alarm"}, R"({"Type": "AWS::CloudWatch::Alarm", …})");
//   std::string changed = edit.text();
//
// A value that is `!Ref` of a parameter changes the parameter's Default, so that what refers to it elsewhere follows.
// JSON is written anew, indented, since it has no comments to lose. Pure; one thread.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "core/document/document.h"

namespace rampart::stack {

using Path = std::vector<std::string>;

/// One place that says something else than before.
struct Edited {
  Path path;         ///< Of what was set; of the parameter's Default where it was one.
  std::string from;  ///< As it was written; empty: it wasn't there.
  std::string to;    ///< Empty: it is gone.
};

class TemplateEdit {
 public:
  TemplateEdit(std::string text, std::string file) : text_(std::move(text)), file_(std::move(file)) {}

  /// Sets a member of a mapping that is there to a number or word. Nothing happens where it says so already. Errors:
  /// invalid, where the mapping isn't there, or the value is built by an intrinsic function other than Ref.
  Result<void> set(const Path& path, const std::string& value);
  /// Puts a member whose value is JSON text in place of what is there, be it a Ref.
  Result<void> put(const Path& path, const std::string& json);
  /// Takes a member away; nothing happens where it isn't there.
  Result<void> remove(const Path& path);

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] const std::vector<Edited>& edits() const { return edits_; }
  /// Where a member stands in the text as it is now; line 0: nowhere.
  [[nodiscard]] Place place_of(const Path& path) const;

 private:
  [[nodiscard]] bool is_json() const;
  Result<document::Node> parsed() const;
  Result<void> write(const Path& path, const std::string& value_text, bool is_block);
  Result<void> write_json(const Path& path, const std::string& json, bool removes);

  std::string text_;
  std::string file_;
  std::vector<Edited> edits_;
};

}  // namespace rampart::stack

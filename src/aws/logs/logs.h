// CloudWatch Logs: groups, streams, events put by clients and those that tasks write.
//
// Events that were put are kept, a batch a record, at most most_stream_bytes of them for a stream: the oldest go first.
// Tasks' output stays where it is written and is read through TaskLogs; a group that tasks write into is there without
// being created. Retention is kept by tick(): what is older goes, tasks' output is only hidden. Deleting a group or
// stream of tasks hides what was there at that instant. Not done: queries (Insights), subscriptions, metric filters.
// Errors: the service's codes and texts. One thread. Source: botocore's model of 2014-03-28.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/account/account.h"
#include "aws/account/members.h"
#include "aws/account/operation_table.h"
#include "aws/account/records.h"
#include "aws/logs/task_logs.h"

namespace rampart::aws::logs {

constexpr std::size_t most_stream_bytes = std::size_t{8} << 20;

/// One event of a stream, wherever it is kept. Times are milliseconds since the epoch.
struct Event {
  std::int64_t timestamp = 0;
  std::int64_t ingested = 0;
  std::string message;
  std::uint64_t position = 0;  ///< Within its stream: grows with each event.
  std::uint64_t next = 0;      ///< The position after it.
};

class Logs {
 public:
  /// Both must outlive it.
  Logs(Account& account, const TaskLogs& tasks);
  Logs(const Logs&) = delete;
  Logs& operator=(const Logs&) = delete;
  [[nodiscard]] protocol::Service service() const;

  /// A task is about to write into a group: whether it is there. With `create` a missing one is made.
  bool ready_for_task(const std::string& region, const std::string& group, bool create, Instant now);
  /// Lets go of what retention doesn't keep.
  void tick(Instant now);

 private:
  using Call = protocol::Call;
  using Answer = protocol::Answer;
  /// A stream as DescribeLogStreams shows it, and where its events are.
  struct Stream {
    std::string name;
    bool of_task = false;
    std::int64_t created = 0;
    std::int64_t first = 0;  ///< Of its events; 0: none.
    std::int64_t last = 0;
    std::int64_t ingested = 0;
    std::uint64_t begin = 0;  ///< Positions of its events.
    std::uint64_t end = 0;
  };

  void add_groups();
  void add_streams();
  void add_events();
  void on(std::string_view name, protocol::Shape input, protocol::Shape output, Answer (Logs::*answer)(const Call&));

  // logs_groups.cpp
  Answer create_group(const Call& call);
  Answer delete_group(const Call& call);
  Answer describe_groups(const Call& call);
  Answer put_retention(const Call& call);
  Answer delete_retention(const Call& call);
  Answer tag(const Call& call);
  Answer untag(const Call& call);
  Answer list_tags(const Call& call);
  /// The group's record; one for a group that only tasks know. Error: there is no such group.
  [[nodiscard]] Answer group_of(const Call& call, const std::string& name) const;
  [[nodiscard]] std::vector<boost::json::object> all_groups(const Call& call) const;

  // logs_streams.cpp
  Answer create_stream(const Call& call);
  Answer delete_stream(const Call& call);
  Answer describe_streams(const Call& call);
  Answer put_events(const Call& call);
  /// The streams of a group, by name.
  [[nodiscard]] std::vector<Stream> streams_of(const Call& call, const std::string& group) const;
  void forget_events(const std::string& region, const std::string& group, const std::string& stream,
                     std::int64_t older_than);

  // logs_events.cpp
  Answer get_events(const Call& call);
  Answer filter_events(const Call& call);
  /// Events of `stream` between two positions, in order.
  [[nodiscard]] std::vector<Event> read(const Call& call, const std::string& group, const Stream& stream,
                                        std::uint64_t from, std::uint64_t to) const;

  Account& account_;
  const TaskLogs& tasks_;
  Records records_;
  OperationTable operations_;
  std::int64_t swept_ = 0;
};

// For the files of this folder.
const protocol::ErrorStyle& errors();
protocol::ApiError no_such_group();
protocol::ApiError no_such_stream();
protocol::ApiError bad_parameter(std::string message);
inline std::int64_t milliseconds_of(Instant at) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch()).count();
}
/// The group a call names: logGroupName, or an ARN or name in logGroupIdentifier or resourceArn.
std::string group_named(const protocol::Call& call);
/// "GROUP\nSTREAM\n" and a number: ids of batches sort by it.
std::string batch_prefix(const std::string& group, const std::string& stream);
protocol::Answer page(const protocol::Call& call, boost::json::array all, std::int64_t most, std::string_view member);

}  // namespace rampart::aws::logs

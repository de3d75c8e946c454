#include "aws/recorded/cidr.h"
#include "aws/recorded/ec2_desk.h"
#include "aws/recorded/ec2_shapes.h"

namespace rampart::aws::recorded {
namespace {

namespace json = boost::json;
using protocol::Answer;
using protocol::ApiError;
using protocol::Call;

/// Addresses of documentation (RFC 5737), so that nobody takes one for a real host: TEST-NET-3, then TEST-NET-2.
Answer allocate_address(Desk& desk, const Call& call) {
  const auto taken = all_of(desk, call, noun::address);
  for (const std::string_view net : {"203.0.113.0/24", "198.51.100.0/24"})
    for (std::uint32_t host = 1; host < 255; ++host) {
      const std::string ip = address_text(cidr_of(net)->first + host);
      bool is_free = true;
      for (const json::object& one : taken) is_free = is_free && text_of(one, "PublicIp") != ip;
      if (!is_free) continue;
      json::object address = {{"AllocationId", draw_id(desk, "eipalloc")},
                              {"PublicIp", ip},
                              {"Domain", "vpc"},
                              {"PublicIpv4Pool", "amazon"},
                              {"NetworkBorderGroup", call.region}};
      json::object out = address;
      address["Tags"] = tags_of(call, "elastic-ip");
      keep(desk, call, noun::address, std::move(address));
      return out;
    }
  return ApiError{.code = "AddressLimitExceeded", .message = "The maximum number of addresses has been reached."};
}

Answer release_address(Desk& desk, const Call& call) {
  std::string id = text_of(call.input, "AllocationId");
  if (id.empty())
    for (const json::object& one : all_where(desk, call, noun::address, "PublicIp", text_of(call.input, "PublicIp")))
      id = text_of(one, "AllocationId");
  const Answer address = find_one(desk, call, noun::address, id);
  if (address.has_error()) return address.error();
  if (address->contains("AssociationId"))
    return ApiError{.code = "InvalidIPAddress.InUse",
                    .message = fmt::format("Address {} is in use.", text_of(*address, "PublicIp"))};
  desk.records.erase(call.region, noun::address.kind, id);
  return done();
}

}  // namespace

void add_addresses(Desk& desk) {
  using namespace ec2;
  const Shape address = protocol::structure(
      "Address", {text("AllocationId"), text("AssociationId"), text("Domain"), text("NetworkInterfaceId"),
                  text("NetworkInterfaceOwnerId"), text("PrivateIpAddress"), tags(), text("PublicIpv4Pool"),
                  text("NetworkBorderGroup"), text("PublicIp")});
  auto members = describe_input("", "AllocationIds", "AllocationId")->members;
  desk.on("DescribeAddresses", protocol::structure("DescribeAddressesRequest", members),
          protocol::structure("DescribeAddressesResult", {many("Addresses", "addressesSet", address)}),
          [](Desk& at, const Call& call) { return describe(at, call, noun::address); });
  desk.on(
      "AllocateAddress",
      protocol::structure("AllocateAddressRequest", {text("Domain"), text("NetworkBorderGroup"), tag_specifications()}),
      protocol::structure("AllocateAddressResult", {text("AllocationId"), text("PublicIpv4Pool"),
                                                    text("NetworkBorderGroup"), text("Domain"), text("PublicIp")}),
      allocate_address);
  desk.on("ReleaseAddress", protocol::structure("ReleaseAddressRequest", {text("AllocationId"), text("PublicIp")}),
          success("ReleaseAddressResult"), release_address);
}

}  // namespace rampart::aws::recorded

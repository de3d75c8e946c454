// What real clients sent to a listener on loopback, on 27 November 2026, with the key below: `aws` of Debian 12
// (2.9.19), `aws` 1.45.11, and botocore 1.43.11 told to speak CBOR, to pack a large PutMetricData, and to presign.
// Headers that say nothing about the call (User-Agent, Accept-Encoding, amz-sdk-…) are left out. The dates are the
// clients' own.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "aws/protocol/http_message.h"

namespace rampart::aws::protocol::testing {

constexpr std::string_view captured_key = "AKIDEXAMPLE";
constexpr std::string_view captured_secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

struct Captured {
  std::string client;
  std::string operation;
  WireRequest request;
};

inline const std::vector<Captured>& captured() {
  using namespace std::string_literals;
  static const std::vector<Captured> rows = {
      {"cli 1.45.11",
       "PutMetricData",
       {"POST",
        "/",
        {{"Host", "127.0.0.1:18765"},
         {"X-Amz-Target", "GraniteServiceVersion20100801.PutMetricData"},
         {"Content-Type", "application/x-amz-json-1.0"},
         {"x-amzn-query-mode", "true"},
         {"X-Amz-Date", "20261127T093809Z"},
         {"Authorization",
          "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261127/eu-west-1/monitoring/aws4_request, SignedHeaders=co"
          "ntent-type;host;x-amz-date;x-amz-target;x-amzn-query-mode, Signature=9387756e0ae8fc086f1e985b7d71574"
          "4545449b8d9f7a9857b4837291085f715"}},
        "{\"Namespace\": \"Shop\", \"MetricData\": [{\"MetricName\": \"Latency\", \"Dimensions\": [{\"Name\": "
        "\"Page\", \"Valu"
        "e\": \"front & back\"}], \"Timestamp\": 1789364580, \"Values\": [1.5, 2], \"Counts\": [1, 3], \"Unit\": "
        "\"Millis"
        "econds\"}]}"s}},
      {"cli 1.45.11",
       "DescribeAlarms",
       {"POST",
        "/",
        {{"Host", "127.0.0.1:18765"},
         {"X-Amz-Target", "GraniteServiceVersion20100801.DescribeAlarms"},
         {"Content-Type", "application/x-amz-json-1.0"},
         {"x-amzn-query-mode", "true"},
         {"X-Amz-Date", "20261127T093812Z"},
         {"Authorization",
          "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261127/eu-west-1/monitoring/aws4_request, SignedHeaders=co"
          "ntent-type;host;x-amz-date;x-amz-target;x-amzn-query-mode, Signature=233a41c5bc60307d516f0fa379287c8"
          "ecaf320453d3aceb5350c885ebc78207a"}},
        "{\"AlarmNames\": [\"a\", \"b\"], \"MaxRecords\": 10}"s}},
      {"cli 1.45.11",
       "CreateCluster",
       {"POST",
        "/",
        {{"Host", "127.0.0.1:18765"},
         {"X-Amz-Target", "AmazonEC2ContainerServiceV20141113.CreateCluster"},
         {"Content-Type", "application/x-amz-json-1.1"},
         {"X-Amz-Date", "20261127T093816Z"},
         {"Authorization",
          "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261127/eu-west-1/ecs/aws4_request, SignedHeaders=content-t"
          "ype;host;x-amz-date;x-amz-target, Signature=f5f693b51c3557e6c366792436473f0482ae01ca5ff24cda52f54e44"
          "1cc2c0c7"}},
        "{\"clusterName\": \"demo\", \"tags\": [{\"key\": \"team\", \"value\": \"\\u00fc\"}]}"s}},
      {"cli 1.45.11",
       "DescribeLoadBalancers",
       {"POST",
        "/",
        {{"Host", "127.0.0.1:18765"},
         {"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"},
         {"X-Amz-Date", "20261127T093819Z"},
         {"Authorization",
          "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261127/eu-west-1/elasticloadbalancing/aws4_request, Signed"
          "Headers=content-type;host;x-amz-date, Signature=7e69cd91cf17b4811ad104d11ae8fbbe320ff77c025ac5f7af12"
          "2b53230f585a"}},
        "Action=DescribeLoadBalancers&Version=2015-12-01&Names.member.1=one&Names.member.2=two&PageSize=20"s}},
      {"cli 1.45.11",
       "GetCallerIdentity",
       {"POST",
        "/",
        {{"Host", "127.0.0.1:18765"},
         {"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"},
         {"X-Amz-Date", "20261127T093822Z"},
         {"Authorization",
          "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261127/eu-west-1/sts/aws4_request, SignedHeaders=content-t"
          "ype;host;x-amz-date, Signature=df52d562e40641cc2f78ddfe78e8d123be2b4093db6743d4eceaaeac92917d03"}},
        "Action=GetCallerIdentity&Version=2011-06-15"s}},
      {"cli 1.45.11",
       "RegisterScalableTarget",
       {"POST",
        "/",
        {{"Host", "127.0.0.1:18765"},
         {"X-Amz-Target", "AnyScaleFrontendService.RegisterScalableTarget"},
         {"Content-Type", "application/x-amz-json-1.1"},
         {"X-Amz-Date", "20261127T093825Z"},
         {"Authorization",
          "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261127/eu-west-1/application-autoscaling/aws4_request, Sig"
          "nedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=c64b19b5615114be291b332b5a70d101065f"
          "135e4f9b92d6e966cb6b26fb0808"}},
        "{\"ServiceNamespace\": \"ecs\", \"ResourceId\": \"service/demo/web\", \"ScalableDimension\": "
        "\"ecs:service:Desi"
        "redCount\", \"MinCapacity\": 1, \"MaxCapacity\": 6}"s}},
      {"cli 1.45.11",
       "DescribeSubnets",
       {"POST",
        "/",
        {{"Host", "127.0.0.1:18765"},
         {"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"},
         {"X-Amz-Date", "20261127T093829Z"},
         {"Authorization",
          "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261127/eu-west-1/ec2/aws4_request, SignedHeaders=content-t"
          "ype;host;x-amz-date, Signature=fd37a313c01061008beb21d5a27ba9d3373f9fffda99e14f4c98989bf2cb701d"}},
        "Action=DescribeSubnets&Version=2016-11-15&Filter.1.Name=vpc-id&Filter.1.Value.1=vpc-1&Filter.1.Value"
        ".2=vpc-2&SubnetId.1=subnet-1"s}},
      {"cli 1.45.11",
       "CreateTopic",
       {"POST",
        "/",
        {{"Host", "127.0.0.1:18765"},
         {"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"},
         {"X-Amz-Date", "20261127T093832Z"},
         {"Authorization",
          "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261127/eu-west-1/sns/aws4_request, SignedHeaders=content-t"
          "ype;host;x-amz-date, Signature=bc4c30ff47417e06eb8ecfacf22b098fa2627391400d9e4a24c43cd63623886d"}},
        "Action=CreateTopic&Version=2010-03-31&Name=t&Attributes.entry.1.key=DisplayName&Attributes.entry.1.v"
        "alue=hello"s}},
      {"cli 1.45.11",
       "PutProvisionedConcurrencyConfig",
       {"PUT",
        "/2019-09-30/functions/f/provisioned-concurrency?Qualifier=1",
        {{"Host", "127.0.0.1:18765"},
         {"Content-Type", "application/json"},
         {"X-Amz-Date", "20261127T093837Z"},
         {"Authorization",
          "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261127/eu-west-1/lambda/aws4_request, SignedHeaders=conten"
          "t-type;host;x-amz-date, Signature=aeb5e04681fddf6ae7824eb30bbaa50f0a737b89ff41767ebb61917fb19d5e5a"}},
        "{\"ProvisionedConcurrentExecutions\": 5}"s}},
      {"cli 1.45.11",
       "ListFunctions",
       {"GET",
        "/2015-03-31/functions",
        {{"Host", "127.0.0.1:18765"},
         {"X-Amz-Date", "20261127T093841Z"},
         {"Authorization",
          "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261127/eu-west-1/lambda/aws4_request, SignedHeaders=host;x"
          "-amz-date, Signature=5254d8507572088cdf957689dded9ebae01a8d92aa710a573b29753273e86bdf"}},
        ""}},
      {"cli 2.9.19",
       "PutMetricData",
       {"POST",
        "/",
        {{"Host", "127.0.0.1:18765"},
         {"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"},
         {"X-Amz-Date", "20261127T093849Z"},
         {"Authorization",
          "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261127/eu-west-1/monitoring/aws4_request, SignedHeaders=co"
          "ntent-type;host;x-amz-date, Signature=08b4c30b9c3b1d5a64acb3c741a8f97db4d2689bc5a0a114df24c01e54eb42"
          "e5"}},
        "Action=PutMetricData&Version=2010-08-01&Namespace=Shop&MetricData.member.1.MetricName=Latency&Metric"
        "Data.member.1.Dimensions.member.1.Name=Page&MetricData.member.1.Dimensions.member.1.Value=front+%26+"
        "back&MetricData.member.1.Timestamp=2026-09-14T05%3A43%3A00.500000Z&MetricData.member.1.Values.member"
        ".1=1.5&MetricData.member.1.Values.member.2=2&MetricData.member.1.Counts.member.1=1&MetricData.member"
        ".1.Counts.member.2=3&MetricData.member.1.Unit=Milliseconds"s}},
      {"cli 2.9.19",
       "DescribeAlarms",
       {"POST",
        "/",
        {{"Host", "127.0.0.1:18765"},
         {"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"},
         {"X-Amz-Date", "20261127T093853Z"},
         {"Authorization",
          "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261127/eu-west-1/monitoring/aws4_request, SignedHeaders=co"
          "ntent-type;host;x-amz-date, Signature=88712b1c88847dbdf98fdc2e43cc2f93faa0aacb9089df0553e26c5d87c84a"
          "70"}},
        "Action=DescribeAlarms&Version=2010-08-01&AlarmNames.member.1=a&AlarmNames.member.2=b&MaxRecords=10"s}},
      {"cli 2.9.19",
       "CreateCluster",
       {"POST",
        "/",
        {{"Host", "127.0.0.1:18765"},
         {"X-Amz-Target", "AmazonEC2ContainerServiceV20141113.CreateCluster"},
         {"Content-Type", "application/x-amz-json-1.1"},
         {"X-Amz-Date", "20261127T093858Z"},
         {"Authorization",
          "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261127/eu-west-1/ecs/aws4_request, SignedHeaders=content-t"
          "ype;host;x-amz-date;x-amz-target, Signature=b30f7891cc3c11a8fe19fbd999e91a46e63188ae5ac3c14a22ff8f75"
          "9416295c"}},
        "{\"clusterName\": \"demo\", \"tags\": [{\"key\": \"team\", \"value\": \"\\u00fc\"}]}"s}},
      {"cli 2.9.19",
       "DescribeLoadBalancers",
       {"POST",
        "/",
        {{"Host", "127.0.0.1:18765"},
         {"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"},
         {"X-Amz-Date", "20261127T093902Z"},
         {"Authorization",
          "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261127/eu-west-1/elasticloadbalancing/aws4_request, Signed"
          "Headers=content-type;host;x-amz-date, Signature=d7b13b30a0a3da349ef4fb9d5f9e0653977295304223bc278490"
          "664c9e24068f"}},
        "Action=DescribeLoadBalancers&Version=2015-12-01&Names.member.1=one&Names.member.2=two&PageSize=20"s}},
      {"cli 2.9.19",
       "GetCallerIdentity",
       {"POST",
        "/",
        {{"Host", "127.0.0.1:18765"},
         {"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"},
         {"X-Amz-Date", "20261127T093906Z"},
         {"Authorization",
          "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261127/eu-west-1/sts/aws4_request, SignedHeaders=content-t"
          "ype;host;x-amz-date, Signature=b2a576e5d18d37d289929d828245ca7f4df7892c782a07d0666625f720479447"}},
        "Action=GetCallerIdentity&Version=2011-06-15"s}},
      {"cli 2.9.19",
       "RegisterScalableTarget",
       {"POST",
        "/",
        {{"Host", "127.0.0.1:18765"},
         {"X-Amz-Target", "AnyScaleFrontendService.RegisterScalableTarget"},
         {"Content-Type", "application/x-amz-json-1.1"},
         {"X-Amz-Date", "20261127T093910Z"},
         {"Authorization",
          "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261127/eu-west-1/application-autoscaling/aws4_request, Sig"
          "nedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=0a7b678fc0343d00c42318df2136613f6e5f"
          "8c33387d0760a64c62448ed8ba33"}},
        "{\"ServiceNamespace\": \"ecs\", \"ResourceId\": \"service/demo/web\", \"ScalableDimension\": "
        "\"ecs:service:Desi"
        "redCount\", \"MinCapacity\": 1, \"MaxCapacity\": 6}"s}},
      {"cli 2.9.19",
       "DescribeSubnets",
       {"POST",
        "/",
        {{"Host", "127.0.0.1:18765"},
         {"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"},
         {"X-Amz-Date", "20261127T093914Z"},
         {"Authorization",
          "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261127/eu-west-1/ec2/aws4_request, SignedHeaders=content-t"
          "ype;host;x-amz-date, Signature=4cbfdd8ea673e0903feb711c1dffdb93bd6ac3d01cf73679e7cb44d3156af9df"}},
        "Action=DescribeSubnets&Version=2016-11-15&Filter.1.Name=vpc-id&Filter.1.Value.1=vpc-1&Filter.1.Value"
        ".2=vpc-2&SubnetId.1=subnet-1"s}},
      {"cli 2.9.19",
       "CreateTopic",
       {"POST",
        "/",
        {{"Host", "127.0.0.1:18765"},
         {"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"},
         {"X-Amz-Date", "20261127T093917Z"},
         {"Authorization",
          "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261127/eu-west-1/sns/aws4_request, SignedHeaders=content-t"
          "ype;host;x-amz-date, Signature=4d578de334ef2f6ba31be6785e648d19dd6c9b645fdaea9c49ab72d6365ff700"}},
        "Action=CreateTopic&Version=2010-03-31&Name=t&Attributes.entry.1.key=DisplayName&Attributes.entry.1.v"
        "alue=hello"s}},
      {"cli 2.9.19",
       "PutProvisionedConcurrencyConfig",
       {"PUT",
        "/2019-09-30/functions/f/provisioned-concurrency?Qualifier=1",
        {{"Host", "127.0.0.1:18765"},
         {"Content-Type", "application/json"},
         {"X-Amz-Date", "20261127T093920Z"},
         {"Authorization",
          "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261127/eu-west-1/lambda/aws4_request, SignedHeaders=conten"
          "t-type;host;x-amz-date, Signature=4fe945145902e7312df6b90f12a1a1c84f2a73e65a64a766cfb562673661faa6"}},
        "{\"ProvisionedConcurrentExecutions\": 5}"s}},
      {"cli 2.9.19",
       "ListFunctions",
       {"GET",
        "/2015-03-31/functions/",
        {{"Host", "127.0.0.1:18765"},
         {"X-Amz-Date", "20261127T093923Z"},
         {"Authorization",
          "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261127/eu-west-1/lambda/aws4_request, SignedHeaders=host;x"
          "-amz-date, Signature=dafafaf928b297bf55c2225a1ca915b88041314f24b19cb1dbab62957ca1325e"}},
        ""}},
      {"boto3 1.43.11",
       "PutMetricData",
       {"POST",
        "/service/GraniteServiceVersion20100801/operation/PutMetricData",
        {{"Host", "127.0.0.1:18765"},
         {"smithy-protocol", "rpc-v2-cbor"},
         {"x-amzn-query-mode", "true"},
         {"Accept", "application/cbor"},
         {"Content-Type", "application/cbor"},
         {"X-Amz-Date", "20261127T095835Z"},
         {"Authorization",
          "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261127/eu-west-1/monitoring/aws4_request, SignedHeaders=ac"
          "cept;content-type;host;smithy-protocol;x-amz-date;x-amzn-query-mode, Signature=5a522de005a0fd04b4e23"
          "ad0206ba6f1f0da5e2c5ad6c0cd5eebac2b49806dfd"}},
        "\242iNamespacedShopjMetricData\201\246jMetricNamegLatencyjDimensions\201\242dNamedPageeValueefrontiTimestamp"
        "\301\032j\247\211df"
        "Values\202\373?\370\000\000\000\000\000\000\373@\000\000\000\000\000\000\000fCounts\202\373?\360\000\000\000\000\000\000\373@\010\000\000\000\000\000\000qStorageResolution\030<"s}},
      {"boto3 1.43.11",
       "PutMetricData",
       {"POST",
        "/",
        {{"Host", "127.0.0.1:18765"},
         {"X-Amz-Target", "GraniteServiceVersion20100801.PutMetricData"},
         {"Content-Type", "application/x-amz-json-1.0"},
         {"x-amzn-query-mode", "true"},
         {"Content-Encoding", "gzip"},
         {"X-Amz-Date", "20261127T095835Z"},
         {"Authorization",
          "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261127/eu-west-1/monitoring/aws4_request, SignedHeaders=co"
          "ntent-encoding;content-type;host;x-amz-date;x-amz-target;x-amzn-query-mode, Signature=335ef0f164ecda"
          "a9f4ad858ca7e4363ddce93f1a1d83530e0f04c485b8cf88a7"}},
        "\037\213\010\000KT\011k\002\377\205\332="
        "k\246U\024F\341\2772\244\036\344\271\357\347\333\332Rm\004\033\261\010!\240\340\307\240c!"
        "\303\374w\015X\274\353\200\353\224\011\273\312\"\311\273\257\263?=}\373\374\353\353\237\037\236_^\237\276|"
        "\367\364\335O\277\177xz\377\356\351\233\327\217\177\374\374\362\325\363\307\347\177\277\373"
        "\303\247\377\276~\033}\233\372\372\371\343\353o/\177/o\223\337?\377\362\327\3337\227/"
        "\226\317\357\337\375\317d\036'c\223}"
        "\234\254M\256\217\223\253Mn\217\223\233M\356\217\223\273M\036\217\223\207M\236\217\223\247M^"
        "\217\223\227M\336\217\223\267\376\344\021)^\211\231\264S\020*Z*H\025m\025\304\212\326\012rE"
        "{\005\301\242\305\202d\321fA\264h\265 "
        "[\264[\321\255\332\255\350V\377\375\342/"
        "\230v+\272U\273\025\335\252\335\212n\325nE\267j\267\242[\265[\321\255\332\255\350V\355\266\242\333\252\335Vt["
        "\265\333\212n\253\377e\344\237F\355\266\242\333\252\335Vt[\265\333\212n\253v[\321m\325n+\272\255\332mE"
        "\267U\273m\350\266i\267\015\3356\355\266\241\333\246\3356t\333\374\177\032\377\251i\267\015\3356\355\266\241"
        "\333\246\3356t\333\264\333\206n\233v\333\320m\323n;\272\355\332mG\267]"
        "\273\355\350\266k\267\035\335v\355\266\243\333\356\237F\370qD\273\355\350\266k\267\035\335v\355\266\243\333"
        "\256\335vt\333\265\333\201n\207"
        "v;\320\355\320n\007\272\035\332\355@\267C\273\035\350vh\267\003\335\016\377\034\311\017\222\332\355@"
        "\267C\273\035\350vh\267\003\335\016\355v\242\333\251\335Nt;\265\333\211n\247v;\321\355\324n'"
        "\272\235\332\355D\267S\273\235\350v\372\006\300\025@\273\235\350vj\267\023\335N\355v\241\333\245\335."
        "t\273\264\333\205"
        "n\227v\273\320\355\322n\027\272]\332\355B\267K\273]\350vi\267\013\335.\337\335\270\274i\267\013\335."
        "\355v\243\333\255\335nt\273\265\333\215n\267v\273\321\355\326n7\272\335\332\355F\267["
        "\273\335\350vk\267\033\335n\355v\243\333\355[7\327\356\311\336=,\336\276y/"
        "\\\275\027\337\275\027.\337\213o\337\013"
        "\327\357\305\367\357\205\013\370\342\033\370\302\025|\361\035|\341\022\276\370\026\276p\015_|\017_\270\210/"
        "\276\211/\\\305\027o9 "
        "\312LQ\006F\361\226\003\244L$e\240\224\211\245\014\2302\321\224\201S&\2362\200\312DT\006R\231\230\312\200*"
        "\023U\031X\305]%\204\225\270\254\204\264\222NLl@1oI^"
        "\211\373J\010,qa\011\211%n,!\262\304\225%d\226\270\263\204\320\022\227\226\220Z\342\326\022bK\\[Bn\211{K\010."
        "Y'\3029\020\247\267$\272\304\325%d\227\270\273\204\360\022\227\227\220^\342\366\022\342K\\_B~"
        "\211\373K\0100q\201\011\011&n0!\302\304\025&d\230l\023\257\036\300\332["
        "\222b\342\026\023bL\\cB\216\211{L\0102q\221\011I&n2!\312\304U&"
        "d\231\270\313\2040\023\227\231\220f\3426\023\342L\366\311\353\303\360\374\340-\0114q\241\011\211&n4!"
        "\322\304\225&d\232\270\323\204P\023\227\232\220j\342V\023bM\\kB\256\211{M\0106q\261\011\311&\307\344-i"
        "xL\362\226d\233\270\333\204p\023\227\233\220n\342v\023\342M\\oB\276\211\373M\0108q\301\011\011'n8!"
        "\342\304\025'd\234\270\343\204\220\223s\36228<\015zKbN\\sB\316\211{N\010:q\321\011I'n:!\352\304U'"
        "d\235\270\353\204\260\023\227\235\220v\342\266\023\342N\\wB\336\311"
        "5y\347\035\036z\275%\211'n<!\362\304\225'd\236\270\363\204\320\023\227\236\220z\342\326\023bO\\{B\356\211{"
        "O\010>q\361\011\311'n>!\372\344\236\274\332\017\317\366\223w\373\341\341\336_\356\351>u\367)\335\247\356>"
        "\245\373\324\335\247t\237\272\373\224\356Sw\237\322}\352\356S\272O\335}J\367"
        "\251\273O\351>u\367)\335\247\231\\a\014g\030\336\222\356Sw\237\322}\352\356S\272O\335}J\367\251\273O\351>"
        "u\367)\335\247\356>"
        "\245\373\324\335\247t\237N\356i\206\203\232\311E\315pR3\273\251\031\216j\274\345pV3\271\253\031\016k&"
        "\2275\303i\315\344\266f8\256\231\\\327\014\3475\223\373\232\341"
        "\300fra3\234\330\270\373\224\356Sw\237\322}\352\356S\272O\327\311\205\324p\"\345-\351>u\367)\335\247\356>"
        "\245\373\324\335\247t\237\272\373\224\356Sw\237\322}\352\356S\272O\335}J\367\251\273O\351>u\367)"
        "\335\247\333\344\336m8x\363\226t\237\272\373\224\356Sw\237\322}\352\356S\272O\335}J"
        "\367\251\273O\351>u\367)\335\247\356>\245\373\324\335\247t\237\272\373\224\356\323}r\2758\234/"
        "zK\272O\335}J\367\251\273O\351>u\367)\335\247\356>\245\373\324\335\247t\237\272\373\224\356Sw\237\322}"
        "\352\356S\272O\335}J\367\3511\271E\035\216Q\275%\335\247\356>\245\373\324\335\247t\237\272\373\224\356"
        "Sw\237\322}\352\356S\272O\335}J\367\251\273O\351>u\367)\335\247\356>"
        "\245\373\364\234\\\026\017\247\305\336\222\356Sw\237\322}\352\356S\272O\335}J\367\251\273O\351>u\367)"
        "\335\247\356>\245\373\324\335\247t\237\272\373\224\356Sw\237\322}zM\356\304\207CqoI\367\251\273O\351>u\367)"
        "\335\247"
        "\356>\245\373\324\335\247t\237\272\373\224\356Sw\237\322}\352\356S\272O\335}J\367\251\273O\351>\275'W\377\303\331\377[\313\037?\377\003\201u\362K15\000\000"s}},
      {"presigned by boto3 1.43.11",
       "GetCallerIdentity",
       {"POST",
        "/?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKID"
        "EXAMPLE%2F20261127%2Feu-west-1%2Fsts%2Faws4_request&X-Amz-Date=20261127T095835Z&X-Amz-Expires=3600&X"
        "-Amz-SignedHeaders=host&X-Amz-Signature=edc66bee90aa19c492079827a9aac2fa632e14992857a1c365e8493ebb17"
        "fa57",
        {{"Host", "127.0.0.1:18765"}},
        ""}},
      {"boto3 1.43.11",
       "DescribeTags",
       {"POST",
        "/",
        {{"Host", "127.0.0.1:18765"},
         {"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"},
         {"X-Amz-Date", "20261127T095835Z"},
         {"Authorization",
          "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261127/eu-west-1/elasticloadbalancing/aws4_request, Signed"
          "Headers=content-type;host;x-amz-date, Signature=aae1530a2b8f4c9cce7bcf0fcee9afd325ff3473386cf75ff8d9"
          "68988f042b37"}},
        "Action=DescribeTags&Version=2015-12-01&ResourceArns="s}},
  };
  return rows;
}

}  // namespace rampart::aws::protocol::testing

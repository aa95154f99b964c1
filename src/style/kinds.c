/* One row a kind. Colours are those of a role, so that a sheet stays the one that says what they are. */
#include "style/kinds.h"

#include "base/letter.h"

#include <stddef.h>
#include <string.h>

/* clang-format off */
const struct atl_known_kind atl_known_kinds[] = {
    {"person", " user users actor actors customer customers client role human people persona admin operator visitor ", "violet", {.shape = ATL_SHAPE_PERSON}, false},
    {"team", " group squad department organisation organization org company ", "violet", {.shape = ATL_SHAPE_ROUNDED}, false},
    {"external", " external-system external-service third-party thirdparty partner outside saas ", "gray", {.shape = ATL_SHAPE_BOX, .border = ATL_STROKE_DASHED}, false},
    {"platform", " aws azure gcp provider vendor managed ", "amber", {.shape = ATL_SHAPE_BOX}, false},
    {"service", " microservice micro-service backend app application system software-system software ", "rose", {.shape = ATL_SHAPE_BOX}, false},
    {"frontend", " ui web website web-app webapp page spa mobile mobile-app browser screen view ", "blue", {.shape = ATL_SHAPE_BOX}, false},
    {"api", " endpoint rest graphql grpc interface contract ", "blue", {.shape = ATL_SHAPE_HEXAGON}, false},
    {"function", " lambda faas serverless handler procedure ", "amber", {.shape = ATL_SHAPE_ROUNDED}, false},
    {"component", " module plugin addon extension part ", "blue", {.shape = ATL_SHAPE_COMPONENT}, false},
    {"database", " db sql nosql rdbms datastore data-store postgres postgresql mysql mariadb sqlite oracle mongodb mongo dynamodb warehouse data-warehouse ", "green", {.shape = ATL_SHAPE_CYLINDER}, false},
    {"cache", " redis memcached memory ", "green", {.shape = ATL_SHAPE_CYLINDER}, false},
    {"table", " entity relation ", "green", {.shape = ATL_SHAPE_BOX}, false},
    {"queue", " message-queue mq broker message-broker bus event-bus message-bus rabbitmq sqs ", "amber", {.shape = ATL_SHAPE_QUEUE}, false},
    {"topic", " stream channel kafka pubsub pub-sub kinesis log-stream ", "amber", {.shape = ATL_SHAPE_QUEUE}, false},
    {"storage", " bucket blob object-storage object-store volume disk san nas s3 filesystem file-system ", "green", {.shape = ATL_SHAPE_CYLINDER}, false},
    {"file", " document doc report log artifact artefact config configuration ", "gray", {.shape = ATL_SHAPE_DOCUMENT}, false},
    {"folder", " directory archive ", "amber", {.shape = ATL_SHAPE_FOLDER}, false},
    {"container", " pod docker image ", "blue", {.shape = ATL_SHAPE_BOX}, false},
    {"host", " server machine vm virtual-machine node instance computer laptop desktop workstation device ", "gray", {.shape = ATL_SHAPE_BOX}, false},
    {"cluster", " kubernetes k8s namespace zone region vpc subnet environment availability-zone boundary area scope ", "teal", {.shape = ATL_SHAPE_BOUNDARY}, false},
    {"network", " internet cloud lan wan vlan ", "gray", {.shape = ATL_SHAPE_CLOUD}, false},
    {"gateway", " api-gateway ingress egress proxy reverse-proxy nat vpn ", "teal", {.shape = ATL_SHAPE_HEXAGON}, false},
    {"load-balancer", " lb balancer loadbalancer alb nlb elb ", "teal", {.shape = ATL_SHAPE_HEXAGON}, false},
    {"switch", " router bridge hub access-point ap modem ", "teal", {.shape = ATL_SHAPE_BOX}, false},
    {"firewall", " waf acl security-group ", "rose", {.shape = ATL_SHAPE_BOX, .border = ATL_STROKE_THICK}, false},
    {"cdn", " edge edge-network ", "teal", {.shape = ATL_SHAPE_CLOUD}, false},
    {"dns", " name-server nameserver ", "teal", {.shape = ATL_SHAPE_BOX}, false},
    {"identity", " auth idp sso login ", "violet", {.shape = ATL_SHAPE_BOX}, false},
    {"secret", " key vault certificate credentials ", "rose", {.shape = ATL_SHAPE_BOX}, false},
    {"job", " batch cron task worker scheduler process pipeline step stage ", "teal", {.shape = ATL_SHAPE_ROUNDED}, false},
    {"monitoring", " monitor metrics logging tracing observability alert ", "violet", {.shape = ATL_SHAPE_BOX}, false},
    {"model", " ml-model llm ", "blue", {.shape = ATL_SHAPE_BOX}, false},
    {"dataset", " training-data ", "green", {.shape = ATL_SHAPE_BOX}, false},
    {"library", " lib sdk framework package ", "violet", {.shape = ATL_SHAPE_BOX}, false},
    {"decision", " condition choice branch gate if ", "amber", {.shape = ATL_SHAPE_DIAMOND}, false},
    {"start", " begin entry trigger ", "green", {.shape = ATL_SHAPE_STADIUM}, false},
    {"end", " stop finish done exit ", "gray", {.shape = ATL_SHAPE_STADIUM}, false},
    {"milestone", " goal release ", "violet", {.shape = ATL_SHAPE_STADIUM}, false},
    {"state", " status ", "blue", {.shape = ATL_SHAPE_ROUNDED}, false},
    {"note", " comment annotation remark ", "amber", {.shape = ATL_SHAPE_NOTE}, false},
    {"sync", " synchronous call calls request http https rpc query ", NULL, {.line = 1 + ATL_STROKE_SOLID, .head = 1 + ATL_HEAD_ARROW}, true},
    {"async", " asynchronous message messages publish publishes subscribe subscribes ", "amber", {.line = 1 + ATL_STROKE_DASHED, .head = 1 + ATL_HEAD_OPEN}, true},
    {"event", " events emit emits signal ", "amber", {.line = 1 + ATL_STROKE_DASHED, .head = 1 + ATL_HEAD_OPEN}, true},
    {"data", " data-flow dataflow copy replication replicates ", "green", {.line = 1 + ATL_STROKE_THICK, .head = 1 + ATL_HEAD_ARROW}, true},
    {"depends", " depends-on dependency requires needs imports uses ", NULL, {.line = 1 + ATL_STROKE_DASHED, .head = 1 + ATL_HEAD_OPEN}, true},
    {"extends", " inherits generalization generalisation is-a ", NULL, {.line = 1 + ATL_STROKE_SOLID, .head = 1 + ATL_HEAD_TRIANGLE}, true},
    {"implements", " realizes realises ", NULL, {.line = 1 + ATL_STROKE_DASHED, .head = 1 + ATL_HEAD_TRIANGLE}, true},
    {"owns", " has contains ", NULL, {.line = 1 + ATL_STROKE_SOLID, .head = 1 + ATL_HEAD_ARROW}, true},
    {"part-of", " belongs-to member-of component-of aggregation composition ", NULL, {.line = 1 + ATL_STROKE_SOLID, .head = 1 + ATL_HEAD_DIAMOND}, true},
    {"many", " one-to-many has-many ", NULL, {.line = 1 + ATL_STROKE_SOLID, .head = 1 + ATL_HEAD_CROW}, true},
    {0},
};
/* clang-format on */

enum { LONGEST = 32 }; /* bytes of a word, with room */

/* Most people write the names themselves, which are found without a search in the others. */
static const struct atl_known_kind *find(const char *word, size_t len) {
  for (const struct atl_known_kind *kind = atl_known_kinds; kind->name; kind++)
    if (*kind->name == *word && !strcmp(kind->name, word))
      return kind;
  for (const struct atl_known_kind *kind = atl_known_kinds; kind->name; kind++)
    for (const char *at = kind->also; (at = strstr(at, word)); at++)
      if (at[-1] == ' ' && at[len] == ' ')
        return kind;
  return NULL;
}

const struct atl_known_kind *atl_known_kind(const char *word) {
  char folded[LONGEST + 1];
  size_t len = 0;
  for (; word[len]; len++) {
    if (len == LONGEST)
      return NULL;
    folded[len] = word[len] == '_' || word[len] == ' ' ? '-' : atl_lower(word[len]);
  }
  folded[len] = 0;
  const struct atl_known_kind *kind = len ? find(folded, len) : NULL;
  if (!kind && len > 2 && folded[len - 1] == 's') {
    folded[--len] = 0;
    kind = find(folded, len);
  }
  return kind;
}

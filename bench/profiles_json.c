/* Formats in JSON, as valgrind's DHAT, V8, Chrome, speedscope and samply write them. */
#include "profiles.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* The name as JSON text: names in these files have no character to be escaped. */
static const char *name_of(uint32_t function)
{
	static char name[NAME_MAX_SIZE];
	function_name(function, name);
	return name;
}

/* ---- DHAT ---- */

enum { ADDRESSES = 4 /* call sites in each function */ };

static uint32_t dhat_frame(uint32_t node)
{
	return 1 + node_at(node)->function * ADDRESSES + node % ADDRESSES;
}

void write_dhat(uint64_t bytes)
{
	uint32_t path[PATH_MAX_DEPTH];
	put_format(
		"{\"dhatFileVersion\":2\n,\"mode\":\"heap\",\"verb\":\"Allocated\"\n,\"bklt\":true,"
		"\"bkacc\":true\n,\"tu\":\"instrs\",\"Mtu\":\"Minstr\"\n,\"tuth\":500\n,\"cmd\":"
		"\"./service\"\n,\"pid\":1398\n,\"te\":163607\n,\"tg\":158848\n,\"pps\":\n [");
	for (uint64_t i = 0; put_so_far() < bytes; i++) {
		const uint64_t size = 16 + random_below(1000), blocks = 1 + random_below(5000);
		const uint32_t depth = node_path(random_node(), path);
		put_format("%s{\"tb\":%" PRIu64 ",\"tbk\":%" PRIu64 "\n  ,\"tl\":%" PRIu64
		           "\n  ,\"mb\":%" PRIu64 ",\"mbk\":%" PRIu64 "\n  ,\"gb\":%" PRIu64
		           ",\"gbk\":%" PRIu64 "\n  ,\"eb\":%" PRIu64 ",\"ebk\":%" PRIu64
		           "\n  ,\"rb\":%" PRIu64 ",\"wb\":%" PRIu64 "\n  ,\"acc\":[-%" PRIu64
		           ",%" PRIu64 "]\n  ,\"fs\":[",
		           i ? " ," : "", size * blocks, blocks, blocks * 7000, size * (blocks / 3),
		           blocks / 3, size * (blocks / 4), blocks / 4, size * (blocks / 50),
		           blocks / 50, size * blocks * 3, size * blocks, size, blocks);
		for (uint32_t d = 0; d < depth; d++)
			put_format("%s%u", d ? "," : "", dhat_frame(path[d]));
		put_format("]\n  }\n");
	}
	put_format(" ]\n,\"ftbl\":\n [\"[root]\"\n");
	for (uint32_t i = 0; i < FUNCTIONS * ADDRESSES; i++)
		put_format(" ,\"0x%X: %s (unit%u.cc:%u)\"\n", 0x400000 + i * 16,
		           name_of(i / ADDRESSES), i / ADDRESSES % 300, i % 2000);
	put_format(" ]\n}\n");
}

/* ---- V8 ---- */

void write_cpuprofile(uint64_t bytes)
{
	static uint32_t first_child[NODES_MAX], next_sibling[NODES_MAX];
	const uint32_t count = node_count();
	uint64_t samples = 0;
	for (uint32_t i = count; i-- > 1;) {
		next_sibling[i] = first_child[node_at(i)->parent];
		first_child[node_at(i)->parent] = i;
	}
	put_format("{\"nodes\":[");
	for (uint32_t i = 0; i < count; i++) {
		const uint32_t function = node_at(i)->function;
		put_format(
			"%s{\"id\":%u,\"callFrame\":{\"functionName\":\"%s\",\"scriptId\":\"%u\","
			"\"url\":\"file:///srv/app/lib/walk%u.js\",\"lineNumber\":%u,"
			"\"columnNumber\":%u},\"hitCount\":%u,\"children\":[",
			i ? "," : "", i + 1, i ? name_of(function) : "(root)", function % 97,
			function % 97, function % 3000, function % 80, i % 7);
		for (uint32_t c = first_child[i]; c; c = next_sibling[c])
			put_format("%s%u", c == first_child[i] ? "" : ",", c + 1);
		put_format("]}");
	}
	put_format("],\"startTime\":1000000000,\"endTime\":9000000000,\"samples\":[");
	for (; put_so_far() < bytes / 9 * 6; samples++)
		put_format("%s%u", samples ? "," : "", random_node() + 1);
	put_format("],\"timeDeltas\":[");
	for (uint64_t i = 0; i < samples; i++)
		put_format("%s%u", i ? "," : "", 100 + (unsigned)random_below(1000));
	put_format("]}");
}

/* ---- speedscope ---- */

void write_speedscope(uint64_t bytes)
{
	uint32_t path[PATH_MAX_DEPTH];
	uint64_t samples = 0;
	put_format("{\"$schema\":\"https://www.speedscope.app/file-format-schema.json\",\"shared\":"
	           "{\"frames\":[");
	for (uint32_t i = 0; i < FUNCTIONS; i++)
		put_format("%s{\"name\":\"%s\",\"file\":\"lib/walk%u.js\",\"line\":%u}",
		           i ? "," : "", name_of(i), i % 97, i % 3000);
	put_format("]},\"profiles\":[{\"type\":\"sampled\",\"name\":\"service\",\"unit\":"
	           "\"milliseconds\",\"startValue\":0,\"endValue\":100000,\"samples\":[");
	for (; put_so_far() < bytes / 100 * 97; samples++) {
		put_format(samples ? ",[" : "[");
		for (uint32_t d = node_path(random_node(), path), i = d; i--;)
			put_format("%s%u", i + 1 < d ? "," : "", node_at(path[i])->function);
		put_format("]");
	}
	put_format("],\"weights\":[");
	for (uint64_t i = 0; i < samples; i++)
		put_format("%s%u.%03u", i ? "," : "", 1 + (unsigned)random_below(3),
		           (unsigned)random_below(1000));
	put_format("]}]}");
}

/* ---- Chrome ---- */

/* A complete event, written where it ends. */
static void put_event(uint32_t node, uint64_t from, uint64_t to)
{
	const uint32_t function = node_at(node)->function;
	put_format(",\n{\"ph\":\"X\",\"cat\":\"cpu_op\",\"name\":\"%s\",\"pid\":1398,\"tid\":1398,"
	           "\"ts\":%" PRIu64 ".%03u,\"dur\":%" PRIu64
	           ".%03u,\"args\":{\"External id\":%u,\"Record function id\":0}}",
	           name_of(function), from / 1000, (unsigned)(from % 1000), (to - from) / 1000,
	           (unsigned)((to - from) % 1000), function);
}

void write_chrome(uint64_t bytes)
{
	uint32_t open[PATH_MAX_DEPTH + 1], path[PATH_MAX_DEPTH], depth = 0;
	uint64_t begun[PATH_MAX_DEPTH + 1], time = 1000000;
	put_format(
		"{\"schemaVersion\":1,\"traceEvents\":[\n{\"ph\":\"M\",\"name\":"
		"\"process_name\",\"pid\":1398,\"tid\":0,\"ts\":0,\"args\":{\"name\":\"python\"}}");
	for (uint32_t wanted = 0; wanted || put_so_far() < bytes;) {
		const uint32_t next = put_so_far() < bytes ? node_path(random_node(), path) : 0;
		uint32_t shared = 0;
		while (shared < depth && shared < next && open[shared] == path[next - 1 - shared])
			shared++;
		for (; depth > shared; depth--) {
			time += 10 + random_below(900);
			put_event(open[depth - 1], begun[depth - 1], time);
		}
		for (; depth < next; depth++) {
			open[depth] = path[next - 1 - depth];
			begun[depth] = time += 10 + random_below(900);
		}
		wanted = depth;
	}
	put_format("\n]}\n");
}

/* ---- samply ---- */

/* A column of `count` rows: a number made of a row's, or, where value is NULL, null. */
static void put_column(const char *name, uint32_t count, uint32_t (*value)(uint32_t row))
{
	put_format("\"%s\":[", name);
	for (uint32_t i = 0; i < count; i++)
		if (value && value(i) != NODE_NONE)
			put_format("%s%u", i ? "," : "", value(i));
		else
			put_format(i ? ",null" : "null");
	put_format("],");
}

static uint32_t itself(uint32_t row)
{
	return row;
}

static uint32_t nothing(uint32_t row)
{
	(void)row;
	return 0;
}

static uint32_t prefix_of(uint32_t row)
{
	return node_at(row)->parent;
}

static uint32_t function_of(uint32_t row)
{
	return node_at(row)->function;
}

void write_firefox(uint64_t bytes)
{
	uint64_t samples = 0, time = 0;
	put_format(
		"{\"meta\":{\"interval\":1,\"startTime\":1700000000000,\"product\":\"service\","
		"\"version\":24,\"preprocessedProfileVersion\":49,\"processType\":0,\"stackwalk\":"
		"1,\"symbolicated\":true,\"markerSchema\":[],\"categories\":[{\"name\":\"User\","
		"\"color\":\"yellow\",\"subcategories\":[\"Other\"]}]},\"libs\":[],\"threads\":[{"
		"\"name\":\"service\",\"isMainThread\":true,\"pid\":\"1398\",\"tid\":\"1398\","
		"\"processType\":\"default\",\"processName\":\"service\",\"registerTime\":0,"
		"\"unregisterTime\":null,\"processStartupTime\":0,\"pausedRanges\":[],"
		"\"stringArray\":[");
	for (uint32_t i = 0; i < FUNCTIONS; i++)
		put_format("%s\"%s\"", i ? "," : "", name_of(i));
	put_format("],\"funcTable\":{");
	put_column("name", FUNCTIONS, itself);
	put_column("isJS", FUNCTIONS, NULL);
	put_column("resource", FUNCTIONS, NULL);
	put_column("fileName", FUNCTIONS, NULL);
	put_column("lineNumber", FUNCTIONS, NULL);
	put_format("\"length\":%u},\"frameTable\":{", FUNCTIONS);
	put_column("func", FUNCTIONS, itself);
	put_column("category", FUNCTIONS, nothing);
	put_column("subcategory", FUNCTIONS, nothing);
	put_column("line", FUNCTIONS, NULL);
	put_column("address", FUNCTIONS, itself);
	put_column("inlineDepth", FUNCTIONS, nothing);
	put_column("nativeSymbol", FUNCTIONS, NULL);
	put_format("\"length\":%u},\"stackTable\":{", FUNCTIONS);
	put_column("prefix", node_count(), prefix_of);
	put_column("frame", node_count(), function_of);
	put_column("category", node_count(), nothing);
	put_column("subcategory", node_count(), nothing);
	put_format(
		"\"length\":%u},\"resourceTable\":{\"length\":0,\"lib\":[],\"name\":[],\"host\":[],"
		"\"type\":[]},\"nativeSymbols\":{\"length\":0},\"samples\":{\"weightType\":"
		"\"samples\",\"stack\":[",
		node_count());
	for (; put_so_far() < bytes / 20 * 6; samples++)
		put_format("%s%u", samples ? "," : "", random_node());
	put_format("],\"weight\":[");
	for (uint64_t i = 0; i < samples; i++)
		put_format(i ? ",1" : "1");
	put_format("],\"threadCPUDelta\":[");
	for (uint64_t i = 0; i < samples; i++)
		put_format("%s%u", i ? "," : "", (unsigned)random_below(1000));
	put_format("],\"time\":[");
	for (uint64_t i = 0; i < samples; i++) {
		time += 900 + random_below(200);
		put_format("%s%" PRIu64 ".%03u", i ? "," : "", time / 1000,
		           (unsigned)(time % 1000));
	}
	put_format("],\"length\":%" PRIu64 "},\"markers\":{\"length\":0,\"data\":[],\"name\":[],"
	           "\"startTime\":[],\"endTime\":[],\"phase\":[],\"category\":[]}}]}",
	           samples);
}

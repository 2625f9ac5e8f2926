/* The mappings of processes, and those that forked processes share. */
#include "config.h"

#include "formats/perf_data/spaces.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

Suite *perf_data_maps_suite(void);

/* Addresses are so few that each can be looked at. */
enum { ADDRESSES = 300, TREES = 5 };

static uint32_t state;

static uint32_t next(uint32_t below)
{
	state = state * 1664525 + 1013904223;
	return (state >> 8) % below;
}

/* The expected mapping at each address. */
struct expected {
	uint32_t module[ADDRESSES]; /* 0: nothing */
	uint64_t offset[ADDRESSES];
};

static bool is_expected(const struct unwind_map *map, uint64_t address,
                        const struct expected *expected)
{
	if (!map)
		return expected->module[address] == 0;
	return map->module == expected->module[address] && map->start <= address &&
	       address < map->end &&
	       address - map->start + map->offset == expected->offset[address];
}

/* Millions of assertions would take long: Check writes each to a file. */
static void check_all(const struct map_node *maps, const struct expected *expected)
{
	for (uint32_t address = 0; address < ADDRESSES; address++)
		if (!is_expected(maps_find(maps, address), address, expected))
			ck_abort_msg("address %u", address);
}

static void put(struct map_pool *pool, struct map_node **maps, struct expected *expected,
                uint32_t module)
{
	const uint64_t start = next(ADDRESSES - 1), room = ADDRESSES - start;
	const uint64_t size = 1 + next((uint32_t)(next(4) ? (room < 10 ? room : 10) : room));
	const struct unwind_map map = {
		.start = start, .end = start + size, .offset = next(1000), .module = module};
	ck_assert(maps_put(pool, maps, &map));
	for (uint64_t i = 0; i < size; i++) {
		expected->module[start + i] = module;
		expected->offset[start + i] = map.offset + i;
	}
}

static void take(struct map_pool *pool, struct map_node **maps, struct expected *expected)
{
	const uint64_t address = next(ADDRESSES);
	const struct unwind_map *there = maps_find(*maps, address);
	for (uint64_t i = there ? there->start : 0; there && i < there->end; i++)
		expected->module[i] = 0;
	const uint64_t end = there ? there->end : 0;
	ck_assert(maps_remove(pool, maps, address));
	ck_assert(!end || !maps_find(*maps, address));
}

/* Trees that are changed, and become copies of each other, at random. */
START_TEST(random_changes)
{
	struct map_pool pool = {0};
	struct map_node *trees[TREES] = {0};
	struct expected expected[TREES];
	memset(expected, 0, sizeof expected);
	state = (uint32_t)_i;
	for (uint32_t i = 1; i < 3000; i++) {
		const uint32_t tree = next(TREES), from = next(TREES);
		if (!next(20)) {
			struct map_node *old = trees[tree];
			trees[tree] = maps_share(trees[from]);
			maps_release(&pool, old);
			expected[tree] = expected[from];
		} else if (next(4)) {
			put(&pool, &trees[tree], &expected[tree], i);
		} else {
			take(&pool, &trees[tree], &expected[tree]);
		}
		check_all(trees[tree], &expected[tree]);
	}
	for (uint32_t i = 0; i < TREES; i++) {
		check_all(trees[i], &expected[i]);
		maps_release(&pool, trees[i]);
	}
	ck_assert_uint_eq(pool.live, 0);
	map_pool_free(&pool);
	ck_assert_uint_eq(pool.free_count, 0);
}
END_TEST

/* Empty mappings, and mappings at the ends of memory. */
START_TEST(odd_stretches)
{
	struct map_pool pool = {0};
	struct map_node *maps = NULL;
	struct unwind_map map = {.start = 5, .end = 5, .module = 1};
	ck_assert(maps_put(&pool, &maps, &map));
	ck_assert_ptr_null(maps);
	map = (struct unwind_map){.start = 0, .end = UINT64_MAX, .module = 2};
	ck_assert(maps_put(&pool, &maps, &map));
	map = (struct unwind_map){.start = 10, .end = 20, .module = 3};
	ck_assert(maps_put(&pool, &maps, &map));
	ck_assert_uint_eq(maps_find(maps, 9)->module, 2);
	ck_assert_uint_eq(maps_find(maps, 10)->module, 3);
	ck_assert_uint_eq(maps_find(maps, 20)->module, 2);
	ck_assert_uint_eq(maps_find(maps, 20)->offset, 20);
	ck_assert_uint_eq(maps_find(maps, UINT64_MAX - 1)->module, 2);
	ck_assert_ptr_null(maps_find(maps, UINT64_MAX));
	maps_release(&pool, maps);
	map_pool_free(&pool);
}
END_TEST

static void map_at(struct tasks *tasks, uint32_t pid, uint64_t at)
{
	struct task *task = tasks_get(tasks, pid, pid);
	const struct unwind_map map = {.start = at * 16, .end = at * 16 + 16, .module = pid};
	ck_assert_ptr_nonnull(task);
	ck_assert(task_map(task, &map));
}

/* A process of many mappings forks often, and each child maps something: that costs as much for
 * each as the way through the tree is long. When children have ended, it is given back. */
START_TEST(forks_share)
{
	enum { MAPS = 4000, FORKS = 3000, EACH = 40 };
	struct tasks tasks = {0};
	tasks_init(&tasks);
	for (uint64_t i = 0; i < MAPS; i++)
		map_at(&tasks, 1, i);
	ck_assert_uint_eq(tasks.pool.live, MAPS);
	for (uint32_t i = 0; i < FORKS; i++) {
		ck_assert(tasks_fork(&tasks, 2 + i, 2 + i, 1, 1, true, 10));
		map_at(&tasks, 2 + i, i);
		if (_i)
			map_at(&tasks, 1, MAPS + i); /* the parent too */
	}
	ck_assert_uint_lt(tasks.pool.live, MAPS + FORKS * EACH);
	const struct space *first = tasks_get(&tasks, 2, 2)->memory->space;
	ck_assert_uint_eq(space_find(first, 0)->module, 2);
	ck_assert_uint_eq(space_find(first, 16)->module, 1);
	ck_assert_ptr_null(space_find(first, MAPS * 16));
	for (uint32_t i = 0; i < FORKS; i++)
		ck_assert(tasks_exit(&tasks, 2 + i, 20));
	ck_assert_uint_lt(tasks.pool.live, MAPS + FORKS + TASKS_ENDED * EACH);
	ck_assert_ptr_nonnull(space_find(tasks_get(&tasks, 1, 1)->memory->space, 0));
	tasks_free(&tasks);
}
END_TEST

/* A process has ended when all its threads have. */
START_TEST(threads_end)
{
	struct tasks tasks = {0};
	tasks_init(&tasks);
	map_at(&tasks, 1, 0);
	ck_assert(tasks_fork(&tasks, 1, 2, 1, 1, true, 10));
	ck_assert(tasks_exit(&tasks, 1, 11));
	ck_assert(tasks_exit(&tasks, 1, 12));
	for (unsigned round = 0; round < 2; round++) {
		for (uint32_t i = 0; i < 2 * TASKS_ENDED; i++) {
			const uint32_t pid = 100 + i;
			ck_assert(tasks_fork(&tasks, pid, pid, 3, 3, true, 20));
			ck_assert(tasks_exit(&tasks, pid, 21));
		}
		ck_assert_int_eq(!space_find(tasks_get(&tasks, 1, 2)->memory->space, 0), round);
		ck_assert(tasks_exit(&tasks, 2, _i ? 22 : 0));
		if (!_i)
			break; /* without times nothing is known of what comes later */
	}
	ck_assert_int_eq(!space_find(tasks_get(&tasks, 1, 1)->memory->space, 0), _i);
	tasks_free(&tasks);
}
END_TEST

Suite *perf_data_maps_suite(void)
{
	Suite *suite = suite_create("perf_data_maps");
	TCase *tests = tcase_create("maps");
	tcase_set_timeout(tests, 120); /* below valgrind */
	tcase_add_loop_test(tests, random_changes, 0, 4);
	tcase_add_test(tests, odd_stretches);
	tcase_add_loop_test(tests, forks_share, 0, 2);
	tcase_add_loop_test(tests, threads_end, 0, 2);
	suite_add_tcase(suite, tests);
	return suite;
}

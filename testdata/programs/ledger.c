/*
 * The demo: a small reporting job over SQLite and zlib. It writes a CSV of orders, loads it into a
 * database on disk, makes indexes, runs reports (joins, groups, windows, JSON, text search, a
 * recursive query), and packs the database. Linked with the static libraries, so that their
 * functions have names.
 */
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#define ORDERS 90000
#define DATABASE "ledger.db"

static const char *const reports[] = {
	/* the best customers of each city */
	"select city, name, total, rank() over (partition by city order by total desc) as place"
	" from (select c.city as city, c.name as name, sum(o.price * o.quantity) as total"
	"  from orders o join customers c on c.id = o.customer group by c.id)",
	/* sales by month, with the running mean */
	"select month, total, avg(total) over (order by month rows 3 preceding) from"
	" (select strftime('%Y-%m', day) as month, sum(price * quantity) as total"
	"  from orders group by month)",
	/* text search */
	"select product, count(*) from orders where note like '%late%deliver%' or note glob "
        "'*broken*'"
	" group by product having count(*) > 1 order by 2 desc",
	/* JSON out and in */
	"select json_extract(j, '$.city'), max(json_extract(j, '$.price')) from"
	" (select json_object('city', c.city, 'price', o.price, 'note', o.note) as j"
	"  from orders o join customers c on c.id = o.customer where o.id % 6 = 0) group by 1",
	/* a tree of referrals */
	"with recursive line(id, depth) as (select id, 0 from customers where referrer is null"
	" union all select c.id, depth + 1 from customers c join line on c.referrer = line.id)"
	" select depth, count(*) from line group by depth",
	/* customers who bought a thing twice */
	"select count(distinct a.customer) from orders a join orders b on a.customer = b.customer"
	" and a.product = b.product and a.id < b.id",
	/* printed and hashed rows */
	"select count(distinct printf('%08d-%s-%.2f', id, upper(product), price)) from orders",
};

static uint32_t state = 88172645U;

static uint32_t pick(uint32_t below)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state % below;
}

static void fail(sqlite3 *db, const char *what)
{
	fprintf(stderr, "ledger: %s: %s\n", what, db == NULL ? "failed" : sqlite3_errmsg(db));
	exit(1);
}

static void run_sql(sqlite3 *db, const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail(db, sql);
}

static void write_note(FILE *out)
{
	static const char *const words[] = {"late", "gift", "deliver", "box",    "broken", "red",
	                                    "door", "to",   "again",   "please", "call",   "small"};

	for (uint32_t n = 3 + pick(9); n > 0; n--)
		fprintf(out, "%s%s", words[pick(12)], n > 1 ? " " : "");
}

static void write_csv(const char *path)
{
	FILE *out = fopen(path, "w");

	if (out == NULL)
		fail(NULL, path);
	for (int i = 1; i <= ORDERS; i++) {
		fprintf(out, "%d,%u,product-%u,%.2f,%u,202%u-%02u-%02u,", i, 1 + pick(2000),
		        pick(400), pick(100000) / 100.0, 1 + pick(9), pick(5), 1 + pick(12),
		        1 + pick(28));
		write_note(out);
		fputc('\n', out);
	}
	fsync(fileno(out));
	fclose(out);
}

static void bind_fields(sqlite3_stmt *insert, char *line)
{
	char *field;

	for (int i = 1; (field = strsep(&line, ",\n")) != NULL && i <= 7; i++)
		sqlite3_bind_text(insert, i, field, -1, SQLITE_TRANSIENT);
}

static void load_csv(sqlite3 *db, const char *path)
{
	FILE *in = fopen(path, "r");
	sqlite3_stmt *insert;
	char line[512];

	if (in == NULL || sqlite3_prepare_v2(db, "insert into orders values (?,?,?,?,?,?,?)", -1,
	                                     &insert, NULL) != SQLITE_OK)
		fail(db, path);
	run_sql(db, "begin");
	while (fgets(line, sizeof(line), in) != NULL) {
		bind_fields(insert, line);
		if (sqlite3_step(insert) != SQLITE_DONE)
			fail(db, "insert");
		sqlite3_reset(insert);
	}
	run_sql(db, "commit");
	sqlite3_finalize(insert);
	fclose(in);
}

static void make_customers(sqlite3 *db)
{
	run_sql(db, "insert into customers with recursive n(i) as (select 1 union all"
	            " select i + 1 from n where i < 2000) select i, 'name ' || hex(randomblob(4)),"
	            " 'city ' || (i % 17), nullif(i / 3, 0) from n");
}

static void make_indexes(sqlite3 *db)
{
	run_sql(db, "create index by_customer on orders(customer, product)");
	run_sql(db, "create index by_day on orders(day)");
	run_sql(db, "create index by_referrer on customers(referrer)");
	run_sql(db, "analyze");
}

/* Single changes, each its own transaction: a journal, syncs and page faults each. */
static void correct_orders(sqlite3 *db)
{
	char sql[128];

	for (int i = 0; i < 120; i++) {
		snprintf(sql, sizeof(sql), "update orders set price = price + 1 where id = %u",
		         1 + pick(ORDERS));
		run_sql(db, sql);
	}
}

static void write_report(sqlite3 *db, const char *sql, FILE *out)
{
	sqlite3_stmt *query;

	if (sqlite3_prepare_v2(db, sql, -1, &query, NULL) != SQLITE_OK)
		fail(db, sql);
	while (sqlite3_step(query) == SQLITE_ROW) {
		for (int i = 0; i < sqlite3_column_count(query); i++)
			fprintf(out, "%s\t", (const char *)sqlite3_column_text(query, i));
		fputc('\n', out);
	}
	sqlite3_finalize(query);
}

static void write_reports(sqlite3 *db)
{
	FILE *out = fopen("ledger.txt", "w");

	if (out == NULL)
		fail(NULL, "ledger.txt");
	for (size_t i = 0; i < sizeof(reports) / sizeof(reports[0]); i++)
		write_report(db, reports[i], out);
	fclose(out);
}

static void pack_file(const char *from, const char *to)
{
	static unsigned char buffer[65536];
	FILE *in = fopen(from, "rb");
	gzFile out = gzopen(to, "wb3");
	size_t n;

	if (in == NULL || out == NULL)
		fail(NULL, from);
	while ((n = fread(buffer, 1, sizeof(buffer), in)) > 0)
		gzwrite(out, buffer, (unsigned)n);
	gzclose(out);
	fclose(in);
}

static void unpack_file(const char *path)
{
	static unsigned char buffer[65536];
	gzFile in = gzopen(path, "rb");
	int n;

	if (in == NULL)
		fail(NULL, path);
	while ((n = gzread(in, buffer, sizeof(buffer))) > 0)
		continue;
	gzclose(in);
}

int main(void)
{
	sqlite3 *db;

	remove(DATABASE);
	if (sqlite3_open(DATABASE, &db) != SQLITE_OK)
		fail(db, DATABASE);
	run_sql(db, "pragma cache_size = 300; pragma temp_store = file;"
	            "create table orders(id integer primary key, customer int, product text,"
	            " price real, quantity int, day text, note text);"
	            "create table customers(id integer primary key, name text, city text, referrer "
	            "int)");
	write_csv("ledger.csv");
	load_csv(db, "ledger.csv");
	make_customers(db);
	make_indexes(db);
	correct_orders(db);
	write_reports(db);
	run_sql(db, "vacuum");
	sqlite3_close(db);
	pack_file(DATABASE, DATABASE ".gz");
	unpack_file(DATABASE ".gz");
	return 0;
}

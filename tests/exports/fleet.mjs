// Runs the queries of docs/fleet.md in DuckDB, on texts of four machines that are labelled as the page says.
//
// TOOLS, SOURCE and NODE_PATH as for test.mjs. A line for each test.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const scratch = mkdtempSync(join(tmpdir(), "fleet-"));
process.chdir(scratch);
const page = readFileSync(join(process.env.SOURCE, "docs/fleet.md"), "utf8");
const queries = [...page.matchAll(/```sql\n([^]*?)```/g)].map(([, sql]) => sql);

// parse takes most of its time on host3, and more with the new version
const machines = [["v2.3", "host1", 10], ["v2.3", "host2", 10], ["v2.4", "host3", 200], ["v2.4", "host4", 10]];
const expected = [
	null,
	[["read", 400, 61], ["parse", 230, 35.1], ["main", 26, 4]],
	[["main", 656], ["load", 400], ["read", 400], ["parse", 230]],
	[["load", 400]],
	[["host3", 65.3]],
	[["parse", 41.1], ["read", -38.6], ["main", -2.5]],
];

async function run() {
	let duck;
	try {
		duck = await import(createRequire(import.meta.url).resolve("@duckdb/node-api"));
	} catch {
		return "skip exports/fleet: DuckDB is not here";
	}
	const labelled = page.match(/^ {4}(sed .*)$/m)[1];
	for (const [version, host, weight] of machines) {
		writeFileSync("hour.folded", `# samples: 9 of 99 ns, cpu-clock;\nmain 6.5\nmain;load;read 100\nmain;parse ${weight}\n`);
		const sed = labelled.replaceAll("v2.3", version).replaceAll("host12", host);
		execFileSync("sh", ["-c", sed]);
	}
	execFileSync("sh", ["-c", `'${process.env.TOOLS}/fold-stacks' -q --to ndjson-stacks -o fleet.ndjson web-host*.folded`]);
	const connection = await (await duck.DuckDBInstance.create(":memory:")).connect();
	const wrong = [];
	for (const [i, query] of queries.entries()) {
		const answer = await connection.runAndReadAll(query);
		const rows = answer.getRows().map(row => row.map(value => isNaN(Number(value)) ? value : Number(value)));
		const wanted = expected[i];
		if (wanted && JSON.stringify(rows.slice(0, wanted.length)) !== JSON.stringify(wanted))
			wrong.push(`# query ${i}: ${JSON.stringify(rows)}, not ${JSON.stringify(wanted)}`);
	}
	if (queries.length !== expected.length)
		wrong.push(`# ${queries.length} queries, ${expected.length} answers`);
	return wrong.length ? `not ok exports/fleet\n${wrong.join("\n")}` : "ok exports/fleet";
}

try {
	console.log(await run());
} catch (error) {
	console.log(`not ok exports/fleet\n# ${String(error).replaceAll("\n", " ")}`);
}
rmSync(scratch, { recursive: true });

// Checks the files of docs/ci/: the workflow by GitHub's own parser, GitLab's file by its JSON schema,
// and the shell commands in them and in the Jenkinsfile by sh -n.
//
//     npm install --ignore-scripts && node test.mjs
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { register } from 'node:module';
import { delimiter, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const folder = new URL('../../docs/ci/', import.meta.url);
const read = (name) => readFileSync(new URL(name, folder), 'utf8');

// A file of a package beside this file, or in the folders that NODE_PATH names.
const places = [fileURLToPath(new URL('node_modules', import.meta.url)),
	...(process.env.NODE_PATH ?? '').split(delimiter).filter(Boolean)];

function find(path) {
	const place = places.find((folder) => existsSync(join(folder, path)));
	return place && pathToFileURL(join(place, path)).href;
}

function result(name, wrong) {
	console.log(`${wrong.length ? 'not ok' : 'ok'} ci/${name}`);
	for (const line of wrong.slice(0, 20))
		console.log(`# ${line}`);
}

function shellErrors(name, commands, shell) {
	const wrong = [];
	for (const command of commands) {
		// What the server replaces before the shell runs.
		const text = command.replace(/\$\{\{.*?\}\}/g, 'x');
		try {
			execFileSync(shell, ['-n'], { input: text, stdio: ['pipe', 'ignore', 'pipe'] });
		} catch (error) {
			wrong.push(`${name}: ${error.stderr}`);
		}
	}
	return wrong;
}

async function github() {
	const path = find('@actions/workflow-parser/dist/index.js');
	if (!path) {
		console.log('skip ci/github: no @actions/workflow-parser');
		return;
	}
	// Its JSON files are imported without saying that they are.
	register(`data:text/javascript,${encodeURIComponent(`
		import { readFile } from 'node:fs/promises';
		export async function load(url, context, next) {
			return url.endsWith('.json')
				? { format: 'json', source: await readFile(new URL(url)), shortCircuit: true }
				: next(url, context);
		}`)}`);
	const parser = await import(path);
	const content = read('github-actions.yml');
	const parsed = parser.parseWorkflow({ name: 'profile.yml', content },
		new parser.NoOperationTraceWriter());
	const wrong = parsed.context.errors.getErrors().map((error) => error.message);
	if (parsed.value && !wrong.length) {
		const template = await parser.convertWorkflowTemplate(parsed.context, parsed.value);
		for (const error of template.errors ?? [])
			wrong.push(error.Message ?? error.message);
		for (const job of template.jobs ?? [])
			for (const step of job.steps ?? [])
				if (step.run)
					wrong.push(...shellErrors(step.name?.toString() ?? 'step',
						[step.run.toString()], 'bash'));
	}
	result('github', wrong);
}

async function gitlab() {
	const schemaPath = find('gitlab-ci-local/src/schema/schema.js');
	const [ajvPath, yamlPath] = [find('ajv/dist/ajv.js'), find('js-yaml/dist/js-yaml.mjs')];
	if (!schemaPath || !ajvPath || !yamlPath) {
		console.log('skip ci/gitlab: no gitlab-ci-local, ajv or js-yaml');
		return;
	}
	const { schema } = await import(schemaPath);
	const { default: Ajv } = await import(ajvPath);
	const { default: yaml } = await import(yamlPath);
	const validate = new Ajv({ allErrors: true, strict: false, logger: false,
		validateFormats: false }).compile(schema);
	const file = yaml.load(read('gitlab-ci.yml'));
	const wrong = validate(file) ? [] : validate.errors.map((error) =>
		`${error.instancePath} ${error.message}`);
	for (const [name, job] of Object.entries(file))
		for (const key of ['before_script', 'script', 'after_script'])
			wrong.push(...shellErrors(`${name}.${key}`, [job[key] ?? []].flat(), 'sh'));
	result('gitlab', wrong);
}

// No schema of Jenkinsfiles exists: only their commands and brackets are checked.
function jenkins() {
	const text = read('Jenkinsfile');
	const commands = [...text.matchAll(/'''([^]*?)'''/g)].map((match) => match[1]);
	const wrong = shellErrors('Jenkinsfile', commands, 'sh');
	const rest = text.replace(/'''[^]*?'''/g, '').replace(/'[^'\n]*'/g, '').replace(/\/\/.*/g, '');
	const open = [];
	for (const sign of rest.match(/[{}()[\]]/g) ?? [])
		if ('{(['.includes(sign))
			open.push(sign);
		else if (`${open.pop()}${sign}` !== '{}'.repeat(sign === '}') + '()'.repeat(sign === ')') +
			'[]'.repeat(sign === ']'))
			wrong.push(`a ${sign} too many`);
	if (open.length)
		wrong.push(`${open.join(' ')} not closed`);
	if (!commands.length)
		wrong.push('no commands');
	result('jenkins', wrong);
}

await github();
await gitlab();
jenkins();

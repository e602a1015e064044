// Runs the modules of a folder as cases.json says, on V8: node host.mjs FOLDER. It also holds every module against
// imports.txt.
import { readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Actor } from './actor.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const folder = process.argv[2] ?? join(here, 'built');
const cases = JSON.parse(readFileSync(join(here, 'cases.json'), 'utf8'));

function payloadOf(text = '') {
    const [, form, value] = text.match(/^(\w+):([^]*)$/) ?? [undefined, 'text', ''];
    switch (form) {
        case 'text':
            return new TextEncoder().encode(value);
        case 'hex':
            return Uint8Array.from(Buffer.from(value, 'hex'));
        case 'u32':
            return new Uint8Array(Uint32Array.of(Number(value)).buffer);
        case 'i64':
            return new Uint8Array(BigInt64Array.of(BigInt(value)).buffer);
        case 'fill': {
            const [count, byte] = value.split(':');
            return new Uint8Array(Number(count)).fill(parseInt(byte, 16));
        }
        default:
            throw new Error(`no such form of payload: ${text}`);
    }
}

const shown = bytes => Buffer.from(bytes).toString('hex');

function expected(step) {
    return JSON.stringify({
        sent: (step.sent ?? []).map(({ to, type, payload }) =>
            [to, type, payload?.startsWith('any:') ? payload : shown(payloadOf(payload))]),
        log: (step.log ?? []).map(([level, text]) => [level, shown(payloadOf(text.startsWith('hex:') ? text : `text:${text}`))]),
        printed: step.printed ?? '',
        refused: step.refused ?? 0,
        elapsedMs: step.elapsedMs ?? 0,
        exit: step.exit,
    });
}

function found(step, seen, exit) {
    return JSON.stringify({
        sent: seen.sent.map(({ to, type, payload }, i) =>
            [to, type, step.sent?.[i]?.payload?.startsWith('any:') ? `any:${payload.length}` : shown(payload)]),
        log: seen.log.map(([level, bytes]) => [level, shown(bytes)]),
        printed: seen.printed,
        refused: seen.refused,
        elapsedMs: seen.elapsedMs,
        exit,
    });
}

function messages(step) {
    return step.send.map(({ type, from = 'a', payload }) =>
        ({ type, source: { a: 10n, b: 11n }[from], payload: payloadOf(payload) }));
}

/** The actor with another module, which has taken over its state; undefined if that went wrong. */
function reloaded(module, theCase, state) {
    try {
        const actor = new Actor(read(module), theCase, state);
        const old = state.get(Buffer.from('state').toString('hex'));
        const allocated = old && actor.exports.migrate && actor.allocate(old);
        if (allocated) {
            const accepted = actor.exports.migrate(allocated.pointer, old.length);
            allocated.free();
            return accepted === 0 ? undefined : actor;
        }
        return actor;
    } catch {
        return undefined;
    }
}

function run(theCase, bytes) {
    const state = new Map();
    let actor = new Actor(bytes, theCase, state);
    let before;
    for (const step of theCase.steps) {
        if (step.restart) {
            actor = new Actor(bytes, theCase, state);
        } else if (step.reload) {
            const fresh = reloaded(step.reload, theCase, state);
            if ((fresh !== undefined) !== step.accepted) {
                throw new Error(`reload of ${step.reload}: expected ${step.accepted ? 'that it is' : 'it not to be'} accepted`);
            }
            before = fresh && actor;
            actor = fresh ?? actor;
            continue;
        }
        actor.seen = { sent: [], log: [], printed: '', refused: 0, elapsedMs: 0 };
        actor.queue = messages(step);
        let exit = actor.run();
        if (exit === 'failure' && before) { // by the first message: the old module handles all of them
            before.queue = messages(step);
            before.seen = actor.seen;
            actor = before;
            exit = actor.run();
        }
        before = undefined;
        const [want, got] = [expected(step), found(step, actor.seen, exit)];
        if (want !== got) {
            const [where, ...texts] = [JSON.stringify(step), want, got].map(text => text.slice(0, 600));
            throw new Error(`step ${where}\n  expected ${texts[0]}\n  found    ${texts[1]}`);
        }
    }
}

let passed = 0;
let failed = 0;

function check(name, body) {
    try {
        body();
        passed++;
    } catch (error) {
        failed++;
        console.error(`${name}: ${error.message}`);
    }
}

const present = new Set(readdirSync(folder).filter(file => file.endsWith('.wasm')).map(file => basename(file, '.wasm')));
const read = module => readFileSync(join(folder, `${module}.wasm`));
const tested = new Set(cases.refused.map(({ module }) => module));
for (const listed of cases.cases) {
    const theCase = { ...listed, node: cases.node };
    for (const module of theCase.modules.filter(module => present.has(module))) {
        tested.add(module);
        theCase.steps.filter(step => step.reload).forEach(step => tested.add(step.reload));
        check(`${module}: ${theCase.name}`, () => run(theCase, read(module)));
    }
}
for (const { module, message } of cases.refused.filter(({ module }) => present.has(module))) {
    check(`${module} is refused`, () => {
        let refusal;
        try {
            new Actor(read(module), {}, new Map());
        } catch (error) {
            refusal = error.message;
        }
        for (const part of [''].concat(message)) {
            if (!refusal?.includes(part)) {
                throw new Error(`expected a refusal with ${part}, got ${refusal}`);
            }
        }
    });
}
for (const module of present) {
    check(`${module} is tested`, () => {
        if (!tested.has(module)) {
            throw new Error('no case names it');
        }
    });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

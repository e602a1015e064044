// An actor on V8. Its fiber is not real: what it waits for is there, or it never comes.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';
import { library } from './library.mjs';
import { signatures } from './signatures.mjs';

const here = dirname(fileURLToPath(import.meta.url));

/** What may be imported: the signatures of each name. */
const allowed = new Map();
for (const line of readFileSync(join(here, 'imports.txt'), 'utf8').split('\n')) {
    const [, name, signature] = line.match(/^(\w+)(.*)$/) ?? [];
    if (name) {
        allowed.set(name, [...(allowed.get(name) ?? []), signature.trim()]);
    }
}

class Exit extends Error {}

function requireAbi(bytes) {
    const { imports, exports, memory, table } = signatures(bytes);
    for (const { module, name, signature } of imports) {
        if (module !== 'env' || !allowed.get(name)?.includes(signature)) {
            throw new Error(`import ${module}.${name} ${signature} is none of imports.txt`);
        }
    }
    const handler = exports.get('handle_message') ?? 'nothing';
    if (handler !== 'i32 i64 i32 i32 -> i32') {
        throw new Error(`handle_message must be i32 i64 i32 i32 -> i32, found ${handler}`);
    }
    if (memory > 1024 || table > 10000) {
        throw new Error(`memory has ${memory} pages, table has ${table} entries: more than a node gives`);
    }
}

/** An instance of a module, with the imports of the ABI. What it does is in `seen`. */
export class Actor {
    constructor(bytes, { fiber = false, grants = [], limits = {}, node = '' }, state) {
        this.node = node;
        this.fiber = fiber;
        this.grants = new Set(grants);
        this.pages = limits.pages ?? 1024;
        this.state = state;
        this.queue = [];
        this.seen = { sent: [], log: [], printed: '', refused: 0, elapsedMs: 0 };
        this.name = '';
        requireAbi(bytes);
        const env = { ...library(this), ...this.imports() };
        this.instance = new WebAssembly.Instance(new WebAssembly.Module(limit(bytes, this.pages)), { env });
        this.exports = this.instance.exports;
        this.exports.__wasm_call_ctors?.();
        this.exports._initialize?.();
    }

    bytes(pointer, length) {
        const memory = this.exports.memory.buffer;
        pointer >>>= 0;
        length >>>= 0;
        if (pointer + length > memory.byteLength) {
            throw new WebAssembly.RuntimeError(`out of bounds: ${pointer} ${length}`);
        }
        return new Uint8Array(memory, pointer, length);
    }

    text(pointer, length) {
        return new TextDecoder().decode(this.bytes(pointer, length));
    }

    key(pointer, length) {
        return Buffer.from(this.bytes(pointer, length)).toString('hex');
    }

    i32(pointer, value) {
        new DataView(this.bytes(pointer, 4).buffer).setInt32(pointer >>> 0, value, true);
    }

    i64(pointer, value) {
        new DataView(this.bytes(pointer, 8).buffer).setBigInt64(pointer >>> 0, value, true);
    }

    copy(from, pointer, capacity) {
        this.bytes(pointer, capacity).set(from.subarray(0, Math.min(from.length, capacity)));
        return from.length;
    }

    receive(type, buffer, capacity, size, source, ms) {
        if (!this.fiber) {
            return -1;
        }
        let next = this.queue.shift();
        if (next === undefined) {
            if (ms === undefined) {
                throw new Error('the case sends too few messages: it would wait for ever');
            }
            this.seen.elapsedMs += ms;
        }
        const result = next === undefined ? -2 : 0;
        next ??= { type: 0, source: 0n, payload: new Uint8Array(0) };
        this.i32(type, next.type);
        this.i32(size, next.payload.length);
        if (source !== undefined) {
            this.i64(source, next.source);
        }
        this.copy(next.payload, buffer, capacity);
        return result;
    }

    send(to, type, payload) {
        this.seen.sent.push({ to: { 10: 'a', 11: 'b' }[to] ?? String(to), type, payload });
        return 1;
    }

    imports() {
        const granted = grant => this.grants.has(grant);
        return {
            mk_send: (to, type, pointer, length) => this.send(to, type, this.bytes(pointer, length).slice()),
            mk_send_u32: (to, type, value) => this.send(to, type, new Uint8Array(Uint32Array.of(value).buffer)),
            mk_self: () => 7n,
            mk_log: (level, pointer, length) => void this.seen.log.push([level, this.bytes(pointer, length).slice()]),
            mk_print: (pointer, length) => void (this.seen.printed += this.text(pointer, length)),
            mk_sleep_ms: ms => (this.fiber ? ((this.seen.elapsedMs += ms), 0) : -1),
            mk_recv: (type, buffer, capacity, size) => this.receive(type, buffer, capacity, size),
            mk_recv_full: (type, buffer, capacity, size, source) => this.receive(type, buffer, capacity, size, source),
            mk_recv_timeout: (...parameters) => this.receive(...parameters),
            mk_spawn_wasm: () => 0n,
            mk_stop: () => -1,
            mk_list_actors: (ids, max, count) => {
                if (!granted('list') || max <= 0) {
                    return -1;
                }
                this.i64(ids, 7n);
                this.i32(count, 1);
                return 0;
            },
            mk_register: (pointer, length) => {
                this.name = granted('register') ? this.text(pointer, length) : '';
                return granted('register') ? 0 : -1;
            },
            mk_lookup: (pointer, length) => (this.text(pointer, length) === this.name ? 7n : 0n),
            mk_reverse_lookup: (id, buffer, capacity) => this.copy(new TextEncoder().encode(this.name), buffer, capacity),
            mk_read_file: () => -1,
            mk_http_get: () => -1,
            mk_node_name: (buffer, capacity) => this.copy(new TextEncoder().encode(this.node), buffer, capacity),
            mk_ns_list: () => -1,
            mk_time_ms: () => BigInt(Date.now()),
            mk_save_state: (key, length, data, size) => {
                if (granted('state')) {
                    this.state.set(this.key(key, length), this.bytes(data, size).slice());
                }
                return granted('state') ? 0 : -1;
            },
            mk_load_state: (key, length, buffer, capacity) => {
                const value = granted('state') ? this.state.get(this.key(key, length)) : undefined;
                return value === undefined ? -1 : Math.min(capacity, this.copy(value, buffer, capacity));
            },
        };
    }

    /** Puts a payload where the module wants it; undefined if it does not fit. */
    allocate(payload) {
        const { exports } = this;
        if (payload.length === 0) {
            return { pointer: 0, free: () => {} };
        }
        if (exports.memory === undefined) {
            return undefined;
        }
        let pointer;
        let free = () => {};
        if (exports.__new) {
            pointer = exports.__pin(exports.__new(payload.length, 1));
            free = () => exports.__unpin(pointer);
        } else if (exports.malloc) {
            pointer = exports.malloc(payload.length);
            free = () => exports.free(pointer);
        } else {
            pointer = this.arena(payload.length);
        }
        if (pointer === 0) {
            return undefined;
        }
        this.bytes(pointer, payload.length).set(payload);
        return { pointer, free };
    }

    /** Memory that is never used again: cases are short. */
    arena(length) {
        const pages = Math.ceil(length / 65536);
        return this.exports.memory.buffer.byteLength / 65536 + pages > this.pages
            ? 0
            : this.exports.memory.grow(pages) * 65536;
    }

    /** Handles what is in the queue; says how the actor has ended. */
    run() {
        while (this.queue.length > 0) {
            const { type, source, payload } = this.queue.shift();
            const allocated = this.allocate(payload);
            if (allocated === undefined) {
                this.seen.refused++;
                continue;
            }
            let stay;
            try {
                const call = { run: () => this.exports.handle_message(type, source, allocated.pointer, payload.length) };
                stay = vm.runInNewContext('call.run()', { call }, { timeout: 1000 });
            } catch (error) {
                if (error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') {
                    return 'deadline';
                }
                if (error instanceof WebAssembly.RuntimeError || error instanceof Exit || error instanceof RangeError) {
                    return 'failure';
                }
                throw error;
            }
            allocated.free();
            if (stay === 0) {
                return 'normal';
            }
        }
        return undefined;
    }

    abort() {
        throw new Exit('abort');
    }
}

/** V8 has no limit for the memory of one instance, so the module gets its own maximum. */
function limit(bytes, pages) {
    const { memoryLimitsAt } = signatures(bytes);
    if (memoryLimitsAt === undefined || bytes[memoryLimitsAt] !== 0 || bytes[memoryLimitsAt + 1] > 127) {
        return bytes;
    }
    // 0, initial -> 1, initial, maximum; the section grows by the maximum's bytes, and its length is one byte here
    const maximum = [(pages & 127) | 128, pages >> 7];
    const sectionLengthAt = memoryLimitsAt - 2;
    const changed = [...bytes.subarray(0, memoryLimitsAt), 1, bytes[memoryLimitsAt + 1], ...maximum,
        ...bytes.subarray(memoryLimitsAt + 2)];
    changed[sectionLengthAt] += maximum.length;
    return Uint8Array.from(changed);
}

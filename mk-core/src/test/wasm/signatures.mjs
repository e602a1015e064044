// What a module's type, import, function, table, memory, global and export sections say of its edges.

const VALUES = { 0x7f: 'i32', 0x7e: 'i64', 0x7d: 'f32', 0x7c: 'f64', 0x70: 'funcref', 0x6f: 'externref' };
const KINDS = ['function', 'table', 'memory', 'global'];

class Reader {
    constructor(bytes) {
        this.bytes = bytes;
        this.at = 0;
    }

    byte() {
        if (this.at >= this.bytes.length) {
            throw new Error('the module is cut');
        }
        return this.bytes[this.at++];
    }

    u32() {
        let value = 0;
        for (let shift = 0; shift < 35; shift += 7) {
            const byte = this.byte();
            value += (byte & 127) * 2 ** shift;
            if (byte < 128) {
                return value;
            }
        }
        throw new Error('a number is too long');
    }

    name() {
        const length = this.u32();
        this.at += length;
        return new TextDecoder().decode(this.bytes.subarray(this.at - length, this.at));
    }

    list(item) {
        return Array.from({ length: this.u32() }, () => item());
    }

    values() {
        return this.list(() => VALUES[this.byte()]).join(' ');
    }

    limits() {
        const flags = this.byte();
        const minimum = this.u32();
        if (flags & 1) {
            this.u32();
        }
        return minimum;
    }
}

export function signatures(bytes) {
    const reader = new Reader(bytes);
    reader.at = 8;
    const result = { imports: [], exports: new Map(), memory: 0, table: 0, memoryLimitsAt: undefined };
    let types = [];
    const functions = [];
    while (reader.at < bytes.length) {
        const section = reader.byte();
        const end = reader.u32() + reader.at;
        switch (section) {
            case 1:
                types = reader.list(() => {
                    reader.byte();
                    const parameters = reader.values();
                    return `${parameters} -> ${reader.values()}`.trim();
                });
                break;
            case 2:
                reader.list(() => {
                    const [module, name, kind] = [reader.name(), reader.name(), reader.byte()];
                    const signature = importOf(reader, kind, types);
                    if (kind === 0) {
                        functions.push(signature);
                    }
                    result.imports.push({ module, name, signature });
                });
                break;
            case 3:
                reader.list(() => functions.push(types[reader.u32()]));
                break;
            case 4:
                reader.list(() => {
                    reader.byte();
                    result.table += reader.limits();
                });
                break;
            case 5:
                reader.list(() => {
                    result.memoryLimitsAt = reader.at;
                    result.memory += reader.limits();
                });
                break;
            case 7:
                reader.list(() => {
                    const [name, kind, index] = [reader.name(), reader.byte(), reader.u32()];
                    result.exports.set(name, kind === 0 ? functions[index] : KINDS[kind]);
                });
                break;
            default:
        }
        reader.at = end;
    }
    return result;
}

function importOf(reader, kind, types) {
    switch (kind) {
        case 0:
            return types[reader.u32()];
        case 1:
            reader.byte();
            reader.limits();
            return 'table';
        case 2:
            reader.limits();
            return 'memory';
        default:
            reader.byte();
            reader.byte();
            return 'global';
    }
}

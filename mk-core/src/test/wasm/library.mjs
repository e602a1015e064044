// The small C library that nodes provide, for host.mjs.

export function library(actor) {
    const sizes = new Map();
    const zeroEnd = pointer => {
        let end = pointer >>> 0;
        while (actor.bytes(end, 1)[0] !== 0) {
            end++;
        }
        return end - (pointer >>> 0);
    };
    const text = pointer => actor.text(pointer, zeroEnd(pointer));
    const compare = (left, right, size, untilZero) => {
        for (let i = 0; i < size >>> 0; i++) {
            const [a, b] = [actor.bytes(left + i, 1)[0], actor.bytes(right + i, 1)[0]];
            if (a !== b || (untilZero && a === 0)) {
                return a - b;
            }
        }
        return 0;
    };
    const print = string => {
        actor.seen.printed += string;
        return new TextEncoder().encode(string).length;
    };
    const env = {
        memcpy: (to, from, size) => env.memmove(to, from, size),
        memmove(to, from, size) {
            actor.bytes(to, size).set(actor.bytes(from, size).slice());
            return to;
        },
        memset(to, byte, size) {
            actor.bytes(to, size).fill(byte);
            return to;
        },
        memcmp: (left, right, size) => compare(left, right, size, false),
        strlen: zeroEnd,
        strcmp: (left, right) => compare(left, right, 0xffffffff, true),
        strncmp: (left, right, size) => compare(left, right, size, true),
        strncpy(to, from, size) {
            const out = actor.bytes(to, size).fill(0);
            out.set(actor.bytes(from, Math.min(zeroEnd(from), size)).slice());
            return to;
        },
        printf: (format, values) => print(formatted(actor, text, text(format), values)),
        snprintf(to, size, format, values) {
            const bytes = new TextEncoder().encode(formatted(actor, text, text(format), values));
            if (size !== 0) {
                const out = actor.bytes(to, Math.min(size >>> 0, bytes.length + 1));
                out.set(bytes.subarray(0, out.length - 1));
                out[out.length - 1] = 0;
            }
            return bytes.length;
        },
        puts: pointer => print(`${text(pointer)}\n`),
        malloc(size) {
            const pointer = actor.arena(size >>> 0);
            sizes.set(pointer, size >>> 0);
            return pointer;
        },
        calloc: (count, size) => (count * size > 0x7fffffff ? 0 : env.malloc(count * size)),
        realloc(block, size) {
            const grown = env.malloc(size);
            return grown && block ? env.memmove(grown, block, Math.min(size, sizes.get(block))) : grown;
        },
        free: () => {},
        abort: () => actor.abort(),
    };
    return env;
}

/** As printf does: flags, width, precision, lengths hh h l ll z, and the conversions d i u x X c s p f %. */
function formatted(actor, text, format, values) {
    let at = values >>> 0;
    const next = (size, read) => {
        at = Math.ceil(at / size) * size;
        at += size;
        return new DataView(actor.bytes(at - size, size).buffer)[read](at - size, true);
    };
    return format.replace(/%([-+ 0#]*)(\d*)(?:\.(\d+))?(hh|h|ll|l|z)?([diuxXcspf%])/g,
        (_, flags, width, precision, length, conversion) => {
            let shown;
            switch (conversion) {
                case '%':
                    return '%';
                case 'c':
                    shown = String.fromCharCode(next(4, 'getUint32') & 255);
                    break;
                case 's':
                    shown = text(next(4, 'getUint32')).slice(0, precision);
                    break;
                case 'f':
                    shown = fixed(next(8, 'getFloat64'), precision === undefined ? 6 : Number(precision));
                    break;
                default: {
                    const signed = 'di'.includes(conversion);
                    const value = length === 'll'
                        ? next(8, signed ? 'getBigInt64' : 'getBigUint64')
                        : next(4, signed ? 'getInt32' : 'getUint32');
                    shown = value.toString('xXp'.includes(conversion) ? 16 : 10);
                    shown = conversion === 'X' ? shown.toUpperCase() : shown;
                    shown = flags.includes('+') && signed && value >= 0 ? `+${shown}` : shown;
                }
            }
            const zeros = flags.includes('0') && !flags.includes('-') && !'sc'.includes(conversion);
            return flags.includes('-') ? shown.padEnd(width) : shown.padStart(width, zeros ? '0' : ' ');
        });
}

/** Halves go to the even digit, as C rounds by default. */
function fixed(value, digits) {
    const scaled = value * 10 ** digits;
    const even = Math.abs(scaled % 1) === 0.5 ? 2 * Math.round(scaled / 2) : Math.round(scaled);
    return (even / 10 ** digits).toFixed(digits);
}

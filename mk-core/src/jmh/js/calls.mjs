// Calls a module's handle_message as often as it can, for as many milliseconds as each line of its standard input says, and
// prints how often that was a second. It ends with its standard input.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const BATCH = 1000;
let sent = 0;
const imports = {
    env: {
        mk_send_u32: (dest, type, value) => {
            sent += value;
            return 1;
        },
    },
};
const { instance } = await WebAssembly.instantiate(readFileSync(process.argv[2]), imports);
const handle = instance.exports.handle_message;

for await (const line of createInterface({ input: process.stdin })) {
    const start = performance.now();
    const end = start + Number(line);
    let calls = 0;
    let now = start;
    while (now < end) {
        for (let i = 0; i < BATCH; i++) {
            handle(1, 7n, 0, 0);
        }
        calls += BATCH;
        now = performance.now();
    }
    console.log((calls * 1000) / (now - start));
}

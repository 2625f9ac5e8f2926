const pprof = require('pprof');
const fs = require('fs');
function fib(n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
class Shop { total(n) { let t = 0; for (let i = 0; i < n; i++) t += Math.sqrt(i) * [i].map(x => x * 2)[0]; return t; } }
function work() { const end = Date.now() + 900; let t = 0; while (Date.now() < end) { t += fib(22); t += new Shop().total(20000); (function () { for (let i = 0; i < 1e5; i++) t += i % 7; })(); } return t; }
(async () => { pprof.heap.start(32768, 32);
const p = pprof.time.start(1000); const keep = []; for (let i = 0; i < 20000; i++) keep.push({ s: 'x' + i }); work(); const prof = p();
fs.writeFileSync('node.pb.gz', await pprof.encode(prof)); fs.writeFileSync('nodeheap.pb.gz', await pprof.encode(pprof.heap.profile())); })();

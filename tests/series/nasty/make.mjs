// Writes the nasty files beside it; nasty.test.ts says how each must be read. usage: node tests/series/nasty/make.mjs
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const latin1 = (text) => Buffer.from(text, "latin1");
const utf16 = (text) => Buffer.from(`\ufeff${text}`, "utf16le");
const utf16be = (text) => utf16(text).swap16();
const days = (from, ...values) =>
  values.map((value, i) => `2024-01-${String(from + i).padStart(2, "0")},${value}\n`).join("");
const hours = (date, from, count) =>
  Array.from({ length: count }, (_, i) => `${date}T${String(from + i).padStart(2, "0")}:00,${from + i}\n`).join("");

const files = {
  // line ends, quotes, blanks
  "crlf.csv": "time,load\r\n2024-01-01,1\r\n2024-01-02,2\r\n",
  "old-mac.csv": "time,load\r2024-01-01,1\r2024-01-02,2\r",
  "mixed-ends.csv": "time,load\r\n2024-01-01,1\n2024-01-02,2\r\n",
  "no-last-end.csv": "time,load\n2024-01-01,1\n2024-01-02,2",
  "blank-lines.csv": "\n\ntime,load\n\n2024-01-01,1\n,\n   \n2024-01-02,2\n\n\n",
  "blanks-in-cells.csv": " time , load \n 2024-01-01 , 1 \n2024-01-02 ,\t2\n",
  "quoted-all.csv": '"time","load"\n"2024-01-01","1"\n"2024-01-02","2"\n',
  "quoted-break.csv": 'time,load,note\n2024-01-01,1,"two\nlines, ""quoted"""\n2024-01-02,2,\n',
  "quoted-crlf-break.csv": 'time,load,note\r\n2024-01-01,1,"two\r\nlines"\r\n2024-01-02,2,x\r\n',
  "quoted-header-break.csv": '"the\ntime",load\n2024-01-01,1\n2024-01-02,2\n',
  "quote-inside-cell.csv": 'time,load,pipe\n2024-01-01,1,5" wide\n2024-01-02,2,6" wide\n',
  "space-after-quote.csv": 'time,load\n"2024-01-01" ,1\n"2024-01-02" ,2\n',
  "quote-open.csv": 'time,load\n2024-01-01,1\n2024-01-02,"2\n2024-01-03,3\n',
  "quote-garbage.csv": 'time,load\n2024-01-01,"1"x\n2024-01-02,2\n',
  "quote-open-header.csv": '"time,load\n2024-01-01,1\n',
  "empty-quotes.csv": 'time,load\n2024-01-01,1\n"",""\n2024-01-02,""\n2024-01-03,3\n',
  // delimiters
  "semicolon.csv": "time;load\n2024-01-01;1,5\n2024-01-02;2,25\n",
  "tab.tsv": "time\tload\n2024-01-01\t1\n2024-01-02\t2\n",
  "bar.csv": "time|load\n2024-01-01|1\n2024-01-02|2\n",
  "tilde.csv": "time~load\n2024-01-01~1\n2024-01-02~2\n",
  "excel-sep.csv": "sep=;\r\ntime;load\r\n2024-01-01;1\r\n2024-01-02;2\r\n",
  "commas-in-text.csv": 'note;time;load\n"a, b, c";2024-01-01;1\n"d, e, f";2024-01-02;2\n',
  "trailing-delimiter.csv": "time,load,\n2024-01-01,1,\n2024-01-02,2,\n",
  "ragged-short.csv": "time,load,extra\n2024-01-01,1,x\n2024-01-02,2\n",
  "ragged-long.csv": "time,load\n2024-01-01,1\n2024-01-02,2,3\n",
  // encodings and packing
  "bom.csv": "\ufefftime,load\n2024-01-01,1\n2024-01-02,2\n",
  "latin1.csv": latin1("Zeit,Größe\n2024-01-01,1\n2024-01-02,2\n"),
  "windows-1252.csv": Buffer.concat([latin1("time,"), Buffer.of(0x80), latin1("/MWh\n2024-01-01,1\n2024-01-02,2\n")]),
  "utf-16le.csv": utf16("time,größe\n2024-01-01,1\n2024-01-02,2\n"),
  "utf-16be.csv": utf16be("time,größe\n2024-01-01,1\n2024-01-02,2\n"),
  "cut-character.csv": Buffer.concat([Buffer.from("time,load,note\n2024-01-01,1,é\n2024-01-02,2,"), Buffer.of(0xc3)]),
  "nul.csv": "time,load\n2024-01-01,1\u0000\n2024-01-02,2\n",
  "packed.csv": gzipSync("time,load\n2024-01-01,1\n2024-01-02,2\n"),
  "packed-twice-over.csv": Buffer.concat([gzipSync("time,load\n2024-01-01,1\n"), gzipSync("2024-01-02,2\n")]),
  "packed-cut.csv": gzipSync("time,load\n2024-01-01,1\n2024-01-02,2\n").subarray(0, 20),
  "zstd.csv.zst": Buffer.from("KLUv/QRYBQEA0HRpbWUsbG9hZAoyMDI0LTAxLTAxLDEyLDIKAQBgm03XFmEO", "base64"),
  // comments and headers
  "comments.csv": '# made by hand\n# twice\ntime,load\n2024-01-01,1\n# gap, "here\n2024-01-02,2\n',
  "no-header.csv": "2024-01-01,1\n2024-01-02,2\n",
  "number-names.csv": "time,1,0\n2024-01-01,10,20\n2024-01-02,11,21\n",
  "same-name-twice.csv": "time,load,load\n2024-01-01,1,2\n",
  "header-only.csv": "time,load\n",
  "empty.csv": "",
  "only-blank.csv": "\n \n,,\n",
  "wrong-case.csv": "Time,Load\n2024-01-01,1\n",
  // numbers
  "decimal-comma-quoted.csv": 'time,load\n2024-01-01,"1,5"\n2024-01-02,"1,234"\n',
  "thousands-comma.csv": 'time,load\n2024-01-01,"1,234.5"\n2024-01-02,"12,345,678"\n',
  "thousands-point.csv": "time;load\n2024-01-01;1.234,5\n2024-01-02;12.345.678\n2024-01-03;7\n",
  "thousands-blank.csv": "time;load\n2024-01-01;1\u202f234,5\n2024-01-02;12\u202f345\n",
  "thousands-apostrophe.csv": "time;load\n2024-01-01;1'234.5\n2024-01-02;1'234'567\n",
  "one-comma-three-digits.csv": 'time,load\n2024-01-01,"1,234"\n2024-01-02,"2,345"\n',
  "points-and-commas.csv": "time;load\n2024-01-01;1.5\n2024-01-02;1,5\n",
  "percent.csv": "time,load\n2024-01-01,12%\n2024-01-02,13%\n",
  "exponents.csv": "time,load\n2024-01-01,1e3\n2024-01-02,-2.5E-3\n2024-01-03,+.5\n2024-01-04,7.\n",
  "long-digits.csv":
    "time,load\n2024-01-01,0.1000000000000000055511151231257827\n2024-01-02,9007199254740993\n2024-01-03,-0\n",
  "infinite.csv": "time,load\n2024-01-01,1\n2024-01-02,Infinity\n2024-01-03,1e999\n",
  "hex.csv": "time,load\n2024-01-01,0x10\n2024-01-02,1\n",
  "words-for-missing.csv": "time,load\n2024-01-01,NA\n2024-01-02,null\n2024-01-03,-9999.0\n2024-01-04,1\n",
  "true-false.csv": "time,load\n2024-01-01,true\n2024-01-02,false\n",
  // times
  "day-first.csv": `time,load\n12/01/2024,1\n13/01/2024,2\n14/01/2024,3\n`,
  "month-first.csv": "time,load\n1/12/2024 1:00 PM,1\n1/13/2024 1:00 PM,2\n1/14/2024 1:00 PM,3\n",
  "ambiguous.csv": "time,load\n01/02/2024,1\n02/02/2024,2\n03/02/2024,3\n",
  "same-either-way.csv": "time,load\n01/01/2024 00:00,1\n01/01/2024 01:00,2\n",
  "both-orders.csv": "time,load\n31/01/2024,1\n01/31/2024,2\n",
  "dots.csv": "time;load\n01.02.2024 00:00;1\n01.02.2024 01:00;2\n",
  "dots-impossible.csv": "time;load\n01.31.2024;1\n02.02.2024;2\n",
  "no-such-day.csv": "time,load\n30/02/2024,1\n28/02/2024,2\n",
  "two-digit-year.csv": "time,load\n31/01/24,1\n01/02/24,2\n",
  "loose-iso.csv": "time,load\n2024-1-9 9:00,1\n2024-01-09 10:00,2\n2024-1-9 11:00,3\n",
  "slashes-year-first.csv": "time,load\n2024/1/1 0:00,1\n2024/1/2 0:00,2\n",
  "compact-dates.csv": "time,load\n20240131,1\n20240201,2\n",
  "years.csv": "year,load\n2021,1\n2022,2\n2024,4\n",
  "months.csv": "month,load\n2024-01,1\n2024-02,2\n2024-04,4\n",
  "epoch-seconds.csv": "time,load\n1704067200,1\n1704070800,2\n",
  "epoch-seconds-fraction.csv": "time,load\n1704067200.0,1\n1704067200.5,2\n1704067201.0,3\n",
  "epoch-milliseconds.csv": "time,load\n1704067200000,1\n1704070800000,2\n",
  "epoch-mixed.csv": "time,load\n1704067200,1\n1704070800000,2\n",
  "row-numbers.csv": "n,load\n1,10\n2,20\n3,30\n",
  "words-for-months.csv": "time,load\n1 Jan 2024,1\n2 Jan 2024,2\n",
  "date-and-time.csv": "date,clock,load\n31.01.2024,22:00,1\n31.01.2024,23:00,2\n01.02.2024,00:00,3\n",
  "year-month-day-hour.csv": "year,month,day,hour,load\n2024,1,31,23,1\n2024,2,1,0,2\n",
  "offsets.csv": "time,load\n2024-03-31T01:00+01:00,1\n2024-03-31T03:00+02:00,2\n2024-03-31T04:00+02:00,3\n",
  "zone-mixed.csv": "time,load\n2024-01-01T00:00Z,1\n2024-01-01T01:00,2\n",
  "time-missing.csv": "time,load\n2024-01-01,1\n,2\n",
  "iso-among-others.csv": "time,load\n2024-01-01,1\n02/01/2024,2\n",
  "no-such-time.csv": "time,load\n2024-02-30,1\n2024-01-01T24:30,2\n",
  "dst-spring.csv": `time,load\n${hours("2024-03-31", 0, 2)}${hours("2024-03-31", 3, 2)}`,
  "dst-autumn.csv": `time,load\n${hours("2024-10-27", 1, 2)}${hours("2024-10-27", 2, 2)}`,
  "dst-autumn-backwards.csv":
    "time,load\n2024-10-27T03:00,4\n2024-10-27T02:00,3\n2024-10-27T02:00,2\n2024-10-27T01:00,1\n",
  "dst-skipped-hour.csv": `time,load\n${hours("2024-03-31", 1, 3)}`,
  // rows
  "unsorted-gap.csv": `time,load\n${days(5, 5)}${days(1, 1, 2, 3)}`,
  "repeated.csv": `time,load\n${days(1, 1, 2)}${days(1, 3)}`,
  "irregular.csv": "time,load\n2024-01-01T00:00,1\n2024-01-01T00:05,2\n2024-01-01T00:11,3\n2024-01-01T00:16,4\n",
  "wrong-year.csv": "time,load\n2024-01-01T00:00:00,1\n2024-01-01T00:00:01,2\n2204-01-01T00:00:02,3\n",
  "one-row.csv": "time,load\n2024-01-01,1\n",
  "empty-id.csv": "time,id,load\n2024-01-01,a,1\n2024-01-02,,2\n",
  "ids-of-all-kinds.csv":
    'id,time,load\n"a,b",2024-01-01,1\n a,2024-01-01,2\né,2024-01-01,3\n"say ""x""",2024-01-01,4\n__proto__,2024-01-01,5\n',
  "static-changes.csv": "time,load,city\n2024-01-01,1,Bonn\n2024-01-02,2,Ulm\n",
  "all-missing.csv": "time,load\n2024-01-01,\n2024-01-02,\n",
  "wide.csv": "time,a,b,c\n2024-01-01,,1,\n2024-01-02,2,,\n2024-01-03,3,4,\n",
  "rows.csv": "id,v1,v2,v3\na,1,2,3\nb,4,,\nc,5,,6\n",
  "rows-same-id.csv": "id,v1\na,1\na,2\n",
  "json-inside.csv": '[{"time": "2024-01-01", "load": 1}]\n',
};

for (const [name, content] of Object.entries(files)) writeFileSync(join(import.meta.dirname, name), content);

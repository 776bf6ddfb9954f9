import { seededUniform } from "./random.ts";

/** Any other would do; it is fixed so that mock, readers and pipeline tell the same text. */
const SEED = 20_261_125;

/** What a slot of a template can be: `s` and `n` one thing and many, `v` and `i` what it did to something and what it did alone. */
const WORDS = {
  s: `archive bakery balcony barrel basket beacon bell bicycle blanket boat bottle bridge bucket cabin candle canyon carpet castle
    cellar chapel circle clock cloud coast corner cottage courtyard crane current curtain desert drawer engine farmer fence
    ferry field flame forest fountain garden gate glacier guitar hammer harbor harvest hill horizon island jacket journal
    kettle kitchen ladder lake lamp lantern ledger letter library machine magnet map market meadow mill mirror mountain
    museum needle neighbor notebook orchard owner painter paper path pillow planet poem pocket postcard quarry question
    railway recipe ribbon river road roof sailor school season shadow shelter signal spring station stone storm
    street summer table teacher tower tradition train tunnel valley village violin visitor wagon warehouse window winter
    workshop writer`,
  v: `accepted admired answered balanced blocked borrowed built carried caught changed cleaned collected compared copied
    counted covered crossed described discovered divided doubled drew emptied explained filled followed found guarded guided
    helped hid ignored improved joined kept lifted lost marked measured mended moved named needed noticed opened ordered
    owned painted planned praised protected pulled reached remembered repaired replaced rescued saved shaped shared studied
    surrounded tested touched traded trusted turned visited warmed watched`,
  i: `appeared arrived began bent breathed broke burned climbed closed collapsed cooled cracked danced departed drifted dried
    fell flickered floated froze gathered glowed grew halted hesitated hummed landed leaned melted paused remained rested
    returned rose rushed settled shifted slept slid spread stopped survived swayed trembled vanished waited wandered worked`,
  a: `ancient blue bold brief bright broken calm careful cheap clever cold common crooked curious deep distant dusty early
    empty faint familiar famous fast flat foreign fragile fresh gentle golden grand green grey heavy hidden hollow honest
    humble large late light little local lonely long loud modern mild narrow new northern odd old open ordinary pale patient
    plain proud quick quiet rare red remote rich round rough sharp short shy silent simple slow small smooth soft southern
    steady steep strange strong sudden tall thin tidy warm weary wet white wide wild wooden young`,
  d: `again alone barely briefly calmly carefully completely early eventually everywhere gently gladly gradually halfway
    indoors nearby now often once overnight perfectly quickly quietly rarely slowly softly sometimes soon suddenly today
    together twice upward yesterday`,
  p: `above across after against along around before behind below beside beyond for from inside into near outside past through
    toward under with without`,
  c: `afterwards also although anyway besides consequently finally however indeed instead later likewise meanwhile moreover
    nevertheless otherwise perhaps still therefore thus`,
  k: `two three four five six seven eight nine ten eleven twelve twenty forty ninety several many few countless`,
};
const LISTS = new Map(Object.entries(WORDS).map(([slot, words]) => [slot, words.split(/\s+/u)]));
LISTS.set(
  "n",
  LISTS.get("s")!.map((word) => `${word.replace(/(?<![aeo])y$/u, "ie")}s`),
);

const SENTENCES = [
  "the {a} {s} {v} {n} {p} the {s}",
  "{n} {p} the {s} {v} {a} {n} and {n}",
  "{c}, {n} {v} the {s} {d}",
  "when the {s} {i}, {a} {n} {v} it",
  "it {i} {d}, because {n} {v} the {a} {s}",
  "some {n} {i} {p} the {s}, while others {v} {a} {n}",
  "every {s} that {i} {d} {v} its {s}",
  "nobody {v} the {s} until {k} {n} {i}",
  "between the {s} and the {s}, {n} {i} {d}",
  "after {k} years the {s} {i}; our {n} {v} the {s}",
  "in that {s} we {v} {k} {a} {n}",
  "{a} {n} {v} the {s} more than {n} {v} the {s}",
  "if {n} {i} {d}, the {s} {v} its {a} {n}",
];
const LIST_HEADS = ["{k} {n} {v} the {s}", "here is what the {a} {s} {v}", "{c}, we {v} these {n}"];
const LIST_ITEMS = ["{a} {n} {p} the {s}", "the {s}, which {i} {d}", "{k} {n} that {v} {n}", "our {a} {s} and its {n}"];

/** One token: punctuation with the line breaks after it, a line break with the mark of a list, or a word with the space before it. */
const TOKEN = /[.,;:]?\n+(?:- )?|[.,;:]| ?[a-z]+/giu;

/**
 * Endless tokens of natural-looking English: sentences of drawn words in paragraphs, a list now and then. The same tokens every time.
 * Concatenated they are the text. None is empty, and none is white space alone.
 */
export function* proseTokens(): Generator<string, never> {
  const uniform = seededUniform(SEED);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(uniform() * items.length)]!;
  const fill = (template: string): string => template.replace(/\{(.)\}/gu, (_, slot: string) => pick(LISTS.get(slot)!));
  const many = (templates: readonly string[]): string[] =>
    Array.from({ length: 3 + Math.floor(uniform() * 4) }, () => fill(pick(templates)));
  const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
  for (;;) {
    const list = uniform() < 1 / 5;
    const paragraph = list
      ? [upper(fill(pick(LIST_HEADS))) + ":", ...many(LIST_ITEMS)].join("\n- ")
      : many(SENTENCES).map(upper).join(". ");
    yield* `${paragraph}.\n\n`.match(TOKEN)!;
  }
}

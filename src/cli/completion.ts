/** `seqcast completion`: scripts with which a shell completes commands, flags, models and files, made of the commands themselves. */
import { Argument, type Command, type Option } from "commander";
import { allMetrics } from "../metrics/index.ts";
import { registry } from "../models/index.ts";
import { kindOf } from "./optionKinds.ts";
import type { Terminal } from "./terminal.ts";

const examples = `
Examples:
  seqcast completion bash > ~/.local/share/bash-completion/completions/seqcast
  seqcast completion zsh > "\${fpath[1]}/_seqcast"
  seqcast completion fish > ~/.config/fish/completions/seqcast.fish`;

/** Adds the command to the program. */
export function addCompletion(program: Command, { stdout }: Terminal): void {
  program
    .command("completion")
    .summary("print a completion script for a shell")
    .description("Prints a script with which bash, zsh or fish complete commands, flags, models and files.")
    .addArgument(new Argument("<shell>", "which one").choices(Object.keys(shells)))
    .addHelpText("after", examples)
    .action((shell: keyof typeof shells) => stdout.write(shells[shell](commandsOf(program))));
}

/** A flag as shells know it. */
interface CompletedFlag {
  readonly long: string;
  readonly meaning: string;
  /** Whether a word follows. */
  readonly takes: "nothing" | "file" | "word" | "list" | "columns";
  /** The words that may follow; empty where any may. */
  readonly words: readonly string[];
}

interface CompletedCommand {
  readonly name: string;
  readonly meaning: string;
  readonly flags: readonly CompletedFlag[];
  /** Words that its arguments may be; empty where they are files. */
  readonly words: readonly string[];
}

const modelNames: readonly string[] = registry.map(({ name }) => name);
const metricNames: readonly string[] = allMetrics.map(({ name }) => name);

/** Words that a flag takes, by the name of its value. */
const knownWords: Readonly<Record<string, readonly string[]>> = {
  model: modelNames,
  models: modelNames,
  metrics: metricNames,
};

function commandsOf(program: Command): CompletedCommand[] {
  return program.commands.map((command) => {
    const flags = [...command.options, ...program.options].filter(({ long }) => long !== "--version").map(flagOf);
    const help = { long: "--help", meaning: "print this help", takes: "nothing", words: [] } as const;
    const words = command.name() === "models" ? modelNames : (command.registeredArguments[0]?.argChoices ?? []);
    return { name: command.name(), meaning: command.summary(), flags: [...flags, help], words };
  });
}

function flagOf(option: Option): CompletedFlag {
  const { long, description: meaning, argChoices } = option;
  const name = option.attributeName();
  const words = argChoices ?? knownWords[name] ?? [];
  return { long: long!, meaning, takes: takenBy(option), words };
}

function takenBy(option: Option): CompletedFlag["takes"] {
  const kind = kindOf(option);
  if (kind === "switch") return "nothing";
  if (kind === "file" || option.flags.includes("<files>")) return "file";
  if (/<columns?>/.test(option.flags)) return "columns";
  return kind === "list" ? "list" : "word";
}

const shells = { bash: bashScript, zsh: zshScript, fish: fishScript };

function bashScript(commands: readonly CompletedCommand[]): string {
  const names = commands.map(({ name }) => name);
  const values = commands.flatMap(({ name, flags }) =>
    flags
      .filter(({ takes }) => takes !== "nothing")
      .map((flag) => `    ${name}:${flag.long}) ${bashValue(flag)} return ;;`),
  );
  const rest = commands.map(
    ({ name, flags, words }) =>
      `    ${name}) flags="${flags.map(({ long }) => long).join(" ")}" words="${words.join(" ")}" ;;`,
  );
  return `# Completion of seqcast for bash: source <(seqcast completion bash)
_seqcast() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" command= flags= words= i
  # --model=lstm is three words to bash.
  if [[ $cur == "=" ]]; then cur=; elif [[ $prev == "=" ]]; then prev="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${COMP_WORDS[i]}" in ${names.join("|")}) command="\${COMP_WORDS[i]}"; break ;; esac
  done
  case "$command:$prev" in
${values.join("\n")}
  esac
  case "$command" in
    "") flags="--help --version" words="${names.join(" ")}" ;;
${rest.join("\n")}
  esac
  if [[ $cur == -* ]]; then COMPREPLY=($(compgen -W "$flags" -- "$cur"))
  elif [[ -n $words ]]; then COMPREPLY=($(compgen -W "$words" -- "$cur"))
  else _seqcast_files; fi
}
_seqcast_files() {
  compopt -o filenames 2>/dev/null
  local IFS=$'\\n'
  COMPREPLY=($(compgen -f -- "$cur"))
}
_seqcast_list() {
  local before=
  if [[ $cur == *,* ]]; then before="\${cur%,*},"; fi
  COMPREPLY=($(compgen -P "$before" -W "$1" -- "\${cur##*,}"))
}
# The columns that the header of a file on the line names, as far as they are plain words.
_seqcast_columns() {
  local word header
  for word in "\${COMP_WORDS[@]}"; do
    if [[ $word == *.[ct]sv && -r $word ]]; then
      IFS= read -r header < "$word"
      _seqcast_list "$(printf '%s' "$header" | tr ',;\\t' '\\n' | tr -d '"\\r' | grep -E '^[[:alnum:]_.-]+$')"
      return
    fi
  done
}
complete -F _seqcast seqcast
`;
}

function bashValue({ takes, words }: CompletedFlag): string {
  if (takes === "file") return "_seqcast_files;";
  if (takes === "columns") return "_seqcast_columns;";
  if (words.length === 0) return "";
  return takes === "list"
    ? `_seqcast_list "${words.join(" ")}";`
    : `COMPREPLY=($(compgen -W "${words.join(" ")}" -- "$cur"));`;
}

/** Text between single quotes, as all three shells read it where it holds none. */
const quoted = (text: string): string => `'${text.replaceAll("'", "’")}'`;

function zshScript(commands: readonly CompletedCommand[]): string {
  const list = commands.map(({ name, meaning }) => `    ${quoted(`${name}:${meaning.replaceAll(":", "\\:")}`)}`);
  const cases = commands.map(({ name, flags, words }) => {
    const specs = flags.map((flag) => quoted(`${flag.long}[${bare(flag.meaning)}]${zshValue(flag)}`));
    const argument = words.length > 0 ? `'1:word:(${words.join(" ")})'` : "'*:file:_files'";
    return `    ${name}) _arguments -s ${[...specs, argument].join(" \\\n      ")} ;;`;
  });
  return `#compdef seqcast
_seqcast() {
  local state
  local -a commands=(
${list.join("\n")}
  )
  _arguments -C '--help[print this help]' '--version[print the version]' '1:command:->command' '*::argument:->argument'
  if [[ $state == command ]]; then _describe command commands; return; fi
  case $words[1] in
${cases.join("\n")}
  esac
}
# The columns that the header of a file on the line names, as far as they are plain words.
_seqcast_columns() {
  local word header
  for word in \${(Q)words}; do
    if [[ $word == *.[ct]sv && -r $word ]]; then
      IFS= read -r header < "$word"
      _values -s , column \${(f)"$(print -r -- "$header" | tr ',;\\t' '\\n' | tr -d '"\\r' | grep -E '^[[:alnum:]_.-]+$')"}
      return
    fi
  done
}
if [[ $funcstack[1] == _seqcast ]]; then _seqcast "$@"; else compdef _seqcast seqcast; fi
`;
}

/** Text without what _arguments takes for its own. */
const bare = (text: string): string => text.replaceAll(/[[\]]/g, "").replaceAll(":", "\\:");

function zshValue({ takes, words }: CompletedFlag): string {
  if (takes === "nothing") return "";
  if (takes === "file") return ":file:_files";
  if (takes === "columns") return ":column:_seqcast_columns";
  if (words.length === 0) return ":value:";
  return takes === "list" ? `:value:_values -s , value ${words.join(" ")}` : `:value:(${words.join(" ")})`;
}

function fishScript(commands: readonly CompletedCommand[]): string {
  const names = commands.map(({ name }) => name).join(" ");
  const before = `-n 'not __fish_seen_subcommand_from ${names}'`;
  const lines = commands.flatMap(({ name, meaning, flags, words }) => {
    const inside = `-n '__fish_seen_subcommand_from ${name}'`;
    return [
      `complete -c seqcast -f ${before} -a ${name} -d ${quoted(meaning)}`,
      ...(words.length > 0 ? [`complete -c seqcast -f ${inside} -a ${quoted(words.join(" "))}`] : []),
      ...flags.map(
        (flag) => `complete -c seqcast ${inside} -l ${flag.long.slice(2)}${fishValue(flag)} -d ${quoted(flag.meaning)}`,
      ),
    ];
  });
  return `# Completion of seqcast for fish: seqcast completion fish | source
# The columns that the header of a file on the line names, as far as they are plain words.
function __seqcast_columns
  for word in (commandline -opc)
    if string match -qr '\\.[ct]sv$' -- $word; and test -r $word
      head -n 1 -- $word | tr ',;\\t' '\\n' | tr -d '"\\r' | string match -r '^[\\w.-]+$'
      return
    end
  end
end
complete -c seqcast ${before} -l help -d 'print this help'
complete -c seqcast ${before} -l version -d 'print the version'
${lines.join("\n")}
`;
}

function fishValue({ takes, words }: CompletedFlag): string {
  if (takes === "nothing") return "";
  if (takes === "file") return " -rF";
  if (takes === "columns") return " -xa '(__fish_complete_list , __seqcast_columns)'";
  if (takes === "list" && words.length > 0) return ` -xa ${quoted(`(__fish_append , ${words.join(" ")})`)}`;
  return words.length > 0 ? ` -xa ${quoted(words.join(" "))}` : " -x";
}

# usage: zsh -f offeredByZsh.zsh <folder of _seqcast> <line> <file>: writes into the file what zsh completes the line by, one a line.
# An interactive zsh lives behind a terminal of its own; its compadd tells what it is given.
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PROMPT= RPROMPT= fpath=(${(q)1} \$fpath); exec 3>${(q)3}"
zpty -w shell 'autoload -Uz compinit && compinit -u -D
compadd() {
  if [[ ${@[1,(i)(-|--)]} != *-(O|A|D)\ * ]]; then
    local -a hits
    builtin compadd -A hits "$@"
    local -A given
    zparseopts -E P:=given
    for hit in $hits; do print -r -- "offer:$IPREFIX${given[-P]}$hit" >&3; done
  fi
  builtin compadd "$@"
}
told-all() { print end >&3 }
comppostfuncs=(told-all)
bindkey "^I" complete-word'
zpty -w -n shell "$2"$'\t'
for i in {1..400}; do
  grep -q '^end$' $3 2>/dev/null && break
  zpty -r -t shell ignored >/dev/null
  sleep 0.05
done
zpty -d shell

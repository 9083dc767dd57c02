#!/bin/sh
# The tour that `make demo` shows: each command is printed, then run.
set -eu
kg=$1
out=$2
mkdir -p "$out"
export COLUMNS="${COLUMNS:-140}"

say() { printf '\n%s\n' "$*"; }
run() {
  printf '\n$ kg'
  printf ' %s' "$@"
  printf '\n'
  "$kg" "$@"
}

say "Five annotated articles become a graph, validated against the shapes."
run build corpus
run validate

say "Who holds which post where?"
run query officials --columns official,role,place,province,article,certainty

say "Who livestreams what on which platform, and how certain is it?"
run query livestreams --columns label,host,platform,place,start,status,certainty
run query livestream-products --columns livestream,product,category,certainty

say "How much was sold by livestream, with nothing counted twice?"
run total sales-revenue

say "Which statements do not sit well together? They are told, not resolved."
run query tensions --columns kind,one,other,detail,article,other_article

say "Officials and places, as a network."
run network official-place
run network official-place --measure degree

say "The spine - official hosts livestream on platform, sells product - by certainty."
say "Asserted and reported alone leave it nearly empty, and that is the finding:"
run network official-platform
run query derived-edges --certainty planned,reported,inferred --columns subject,predicate,object,certainty,articles

say "Names that stand in one article together. Exploratory: read the note below the table."
run network co-mention --measure pagerank --exploratory

say "From an answer to the characters that say it:"
run query officials -o "$out/officials.csv"
run receipt "$out/officials.csv#1"

say "The graph as Turtle, for any other tool:"
run export turtle -o "$out/officials.ttl"
sed -n '/^# Persons/,$p' "$out/officials.ttl" | head -n 24
say "The rest is in $out/officials.ttl. Try: $kg queries"

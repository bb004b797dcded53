#!/bin/sh
# Prints what the clients of each release line make of the settings in
# Judge.java. Run by go generate in the folder above.
set -eu
for version in 3.6.2 3.7.2 3.8.1 3.9.2 4.0.2 4.1.2 4.2.1 4.3.1; do
  java -cp "$(../../../tools/cataloggen/jars.sh "$version")/*" testdata/Judge.java 2>/dev/null
done

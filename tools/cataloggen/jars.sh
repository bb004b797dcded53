#!/bin/sh
# Prints the directory that holds the jars of one Kafka release, fetching them
# from Maven Central first if they are not in the cache.
#
#   java -cp "$(tools/cataloggen/jars.sh 4.3.1)/*" kafka.Kafka server.properties
#
# The cache is $BREAKWATER_CACHE, else ~/.cache/breakwater. Calls may overlap:
# a release appears there by one rename, whole or not at all.
set -eu

version=${1:?usage: jars.sh VERSION}
case $version in *[!0-9A-Za-z.-]* | .*) echo "jars.sh: $version is not a version" >&2; exit 2 ;; esac

root=${BREAKWATER_CACHE:-${HOME:?}/.cache/breakwater}/kafka
home=$root/$version
if [ -d "$home" ]; then echo "$home"; exit 0; fi

mkdir -p "$root"
# Maven's own repository does not stand two writers, so they queue up here.
# Without flock (macOS) they take their chances, and the retry helps.
if command -v flock >/dev/null; then exec 9>"$root/.lock"; flock 9; fi
if [ -d "$home" ]; then echo "$home"; exit 0; fi

work=$(mktemp -d "$root/.fetch-XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

cat >"$work/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>breakwater</groupId><artifactId>kafka-jars</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>$version</version></dependency>
  </dependencies>
</project>
POM

fetch() {
  mvn -q -B -f "$work/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies \
    -DincludeScope=runtime -DoutputDirectory="$work/jars" >"$work/log" 2>&1 </dev/null
}

tries=4
until fetch; do
  tries=$((tries - 1))
  if [ "$tries" -eq 0 ]; then
    echo "jars.sh: Maven could not fetch Kafka $version:" >&2
    tail -n 20 "$work/log" >&2
    exit 1
  fi
  sleep $((2 * (4 - tries)))
done

chmod 755 "$work/jars"
# Where flock is missing another caller may have been faster: theirs is as good.
[ -d "$home" ] || mv "$work/jars" "$home"
echo "$home"

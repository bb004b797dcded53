// Package peers starts the programs that Breakwater works with, for tests: a
// real Alertmanager, a real Prometheus, and promtool. They are those of
// Debian 12, fetched once, held against a checksum and unpacked into the
// cache ($BREAKWATER_CACHE, else breakwater below the user's cache folder).
// dpkg-deb must be on the PATH; the programs run on Linux, amd64 and arm64.
//
// A test that asks for one is never skipped for want of it: it fails with a
// sentence. Under go test -short it is skipped.
package peers

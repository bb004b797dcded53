package peers

import "path"

// pkg is one package of Debian, pinned: another version has another checksum.
type pkg struct {
	path   string // below the archive's root
	sha256 string
	finish func(folder string) error // what is to be done to the unpacked files, nil for nothing
}

// name is the folder of the package in the cache.
func (p pkg) name() string { return path.Base(p.path) }

// pool are the archive's addresses, in the order in which they are asked.
var pool = [...]string{
	"https://deb.debian.org/debian/",
	"https://snapshot.debian.org/archive/debian/20260901T000000Z/", // keeps what a point release replaces
}

// alertmanager is the package of an architecture, as Go names it.
func alertmanager(arch string) (pkg, bool) {
	sums := map[string]string{
		"amd64": "4fb9aed15cfe8e0c32408e643ab32a1e41ee87d2cc26f18aeba928b1b0b98ae7",
		"arm64": "c8d60025df09a6525a4ce29d6a656d244e2626fa597ad22d6e4d466979e95937",
	}
	sum, ok := sums[arch]
	file := "pool/main/p/prometheus-alertmanager/prometheus-alertmanager_0.25.0-1+b4_" + arch + ".deb"
	return pkg{path: file, sha256: sum, finish: relocate}, ok
}

// prometheus is the package of an architecture, as Go names it; promtool is in
// it.
func prometheus(arch string) (pkg, bool) {
	sums := map[string]string{
		"amd64": "81d59a24fce84f7fbe97a45a4f2914b6a5881b5cd1db2a6a0e129e515e1a5f55",
		"arm64": "ca131aa102390083398afbc80be9c8dd1dda78f9f92154fc00df8f7f1f4556e9",
	}
	sum, ok := sums[arch]
	file := "pool/main/p/prometheus/prometheus_2.42.0+ds-5+deb12u1_" + arch + ".deb"
	return pkg{path: file, sha256: sum}, ok
}

package peers

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

// archive serves one small package, and counts how often it is asked.
func archive(t *testing.T) (server *httptest.Server, p pkg, asked *atomic.Int32) {
	t.Helper()
	src, deb := t.TempDir(), filepath.Join(t.TempDir(), "small.deb")
	for path, text := range map[string]string{
		"DEBIAN/control": "Package: small\nVersion: 1\nArchitecture: all\nMaintainer: nobody <n@example.org>\nDescription: small\n",
		"usr/bin/small":  "#!/bin/sh\n",
	} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(src, path)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(src, path), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.Command("dpkg-deb", "-b", src, deb).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	data, err := os.ReadFile(deb)
	if err != nil {
		t.Fatal(err)
	}
	asked = new(atomic.Int32)
	server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if r.URL.Path != "/pool/small.deb" {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write(data)
	}))
	t.Cleanup(server.Close)
	sum := sha256.Sum256(data)
	return server, pkg{path: "pool/small.deb", sha256: hex.EncodeToString(sum[:])}, asked
}

func TestAPackageIsFetchedOnce(t *testing.T) {
	server, p, asked := archive(t)
	t.Setenv("BREAKWATER_CACHE", t.TempDir())
	archives := []string{server.URL + "/gone/", server.URL + "/"}
	for range 2 {
		dir, err := ensure(t.Context(), server.Client(), archives, p)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(filepath.Join(dir, "usr/bin/small")); err != nil {
			t.Error(err)
		}
	}
	if n := asked.Load(); n != 2 {
		t.Errorf("the archives were asked %d times; want once each: the first has no such file", n)
	}
}

func TestAnotherPackageIsRefused(t *testing.T) {
	server, p, _ := archive(t)
	root := t.TempDir()
	t.Setenv("BREAKWATER_CACHE", root)
	p.sha256 = strings.Repeat("0", 64)
	_, err := ensure(t.Context(), server.Client(), []string{server.URL + "/"}, p)
	if err == nil || !strings.Contains(err.Error(), "not the package that was pinned") {
		t.Errorf("error %v; want it to name the checksum", err)
	}
	left, err := os.ReadDir(filepath.Join(root, "peers"))
	if err != nil || len(left) != 0 {
		t.Errorf("the cache keeps %v, %v; want nothing", left, err)
	}
}

func TestAFailureNamesEveryArchive(t *testing.T) {
	server, p, _ := archive(t)
	t.Setenv("BREAKWATER_CACHE", t.TempDir())
	_, err := ensure(t.Context(), server.Client(), []string{server.URL + "/a/", server.URL + "/b/"}, p)
	for _, want := range []string{"/a/pool/small.deb answers 404", "/b/pool/small.deb answers 404"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v; want %q in it", err, want)
		}
	}
}

func TestAPackageThatCannotBeFinishedIsNotKept(t *testing.T) {
	server, p, _ := archive(t)
	t.Setenv("BREAKWATER_CACHE", t.TempDir())
	p.finish = relocate
	if _, err := ensure(t.Context(), server.Client(), []string{server.URL + "/"}, p); err == nil {
		t.Error("a package without an Alertmanager was taken for one")
	}
}

func TestRelocate(t *testing.T) {
	t.Parallel()
	elf := []byte("\x7fELF…" + shareFolder + "default" + shareFolder + "/ui")
	dir := t.TempDir()
	program := filepath.Join(dir, alertmanagerProgram)
	if err := os.MkdirAll(filepath.Dir(program), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(program, elf, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := relocate(dir); err != nil {
		t.Fatal(err)
	}
	code, err := os.ReadFile(program)
	if err != nil || bytes.Contains(code, []byte(shareFolder)) || len(code) != len(elf) {
		t.Errorf("the program is %q, %v; want it as long as before, without %s", code, err, shareFolder)
	}
	if err := relocate(dir); err == nil {
		t.Error("a program without the path was relocated")
	}
}

func TestWhereNothingIsPinned(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ system, arch, want string }{
		{"darwin", "arm64", "Linux only"},
		{"linux", "s390x", "no package is pinned for s390x"},
	} {
		if _, err := fetchFor(t.Context(), c.system, c.arch, prometheus); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s/%s: %v; want %q in it", c.system, c.arch, err, c.want)
		}
	}
}

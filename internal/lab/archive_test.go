package lab

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestTheArchiveBelongsToItsJavaAndJars(t *testing.T) {
	t.Setenv("BREAKWATER_CACHE", t.TempDir())
	dir := jarsIn(t, "kafka_2.13-4.3.1.jar", "a.jar", "java", "java2")
	rel, err := readRelease(dir)
	if err != nil {
		t.Fatal(err)
	}
	path := func(java string, rel release) string {
		t.Helper()
		p, err := archivePath(filepath.Join(dir, java), rel)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	first := path("java", rel)
	if again := path("java", rel); again != first {
		t.Errorf("the same has the names %s and %s", first, again)
	}
	if other := path("java2", rel); other == first {
		t.Error("another Java has the same archive")
	}
	if err := os.Chtimes(filepath.Join(dir, "a.jar"), time.Time{}, time.Unix(1, 0)); err != nil {
		t.Fatal(err)
	}
	if other := path("java", rel); other == first {
		t.Error("a changed jar has the same archive")
	}
	if _, err := archivePath(filepath.Join(dir, "none"), rel); err == nil {
		t.Error("a Java that is not there has an archive")
	}
}

func TestAnArchiveInTheMakingIsNotWaitedFor(t *testing.T) {
	t.Setenv("BREAKWATER_CACHE", t.TempDir())
	dir := jarsIn(t, "kafka_2.13-4.3.1.jar", "java")
	rel, err := readRelease(dir)
	if err != nil {
		t.Fatal(err)
	}
	java := filepath.Join(dir, "java")
	path, err := archivePath(java, rel)
	if err != nil {
		t.Fatal(err)
	}
	unlock, err := tryLock(path + ".lock")
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	if got := archiveOf(t.Context(), java, rel, nil); got != "" {
		t.Errorf("there is %s", got)
	}
	fill(t, filepath.Dir(path), filepath.Base(path))
	if got := archiveOf(t.Context(), java, rel, nil); got != path {
		t.Errorf("%q, although it is there", got)
	}
}

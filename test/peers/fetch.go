package peers

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
)

// largest is more than any of the packages has, in bytes.
const largest = 64 << 20

// ensure returns the folder with the unpacked package, and fetches it from the
// first of the archives that has it where the cache has none. The folder
// appears whole or not at all: of several processes at it, one wins.
func ensure(ctx context.Context, client *http.Client, archives []string, p pkg) (string, error) {
	root, err := cacheRoot()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(root, "peers", p.name())
	if _, err := os.Stat(dir); err == nil {
		return dir, nil
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return "", err
	}
	work, err := os.MkdirTemp(filepath.Dir(dir), ".fetch-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(work)
	if err := obtain(ctx, client, archives, p, work); err != nil {
		return "", err
	}
	if err := os.Rename(filepath.Join(work, "files"), dir); err != nil {
		if _, lost := os.Stat(dir); lost != nil {
			return "", err
		}
	}
	return dir, nil
}

func cacheRoot() (string, error) {
	if root := os.Getenv("BREAKWATER_CACHE"); root != "" {
		return filepath.Abs(root)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("there is no place for the cache: set BREAKWATER_CACHE: %w", err)
	}
	return filepath.Join(cache, "breakwater"), nil
}

// obtain leaves the package's files in the folder files of work.
func obtain(ctx context.Context, client *http.Client, archives []string, p pkg, work string) error {
	deb := filepath.Join(work, "package.deb")
	var failed error
	for _, archive := range archives {
		err := download(ctx, client, archive+p.path, p.sha256, deb)
		if err == nil {
			return unpack(ctx, deb, filepath.Join(work, "files"), p.finish)
		}
		failed = errors.Join(failed, err)
	}
	return failed
}

// download writes what an address answers to a file, and refuses what has
// another checksum.
func download(ctx context.Context, client *http.Client, url, sum, to string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close() //nolint:errcheck // it was only read
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", url, res.Status)
	}
	f, err := os.Create(to)
	if err != nil {
		return err
	}
	hash := sha256.New()
	_, err = io.Copy(io.MultiWriter(f, hash), io.LimitReader(res.Body, largest))
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("%s: %w", url, err)
	}
	if got := hex.EncodeToString(hash.Sum(nil)); got != sum {
		return fmt.Errorf("%s has SHA-256 %s, want %s: it is not the package that was pinned", url, got, sum)
	}
	return nil
}

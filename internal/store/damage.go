package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// errDamaged is what the check found.
var errDamaged = errors.New("the database is damaged")

// check reads the whole database. Damage that nobody has read yet would come up
// at night.
func check(ctx context.Context, conn *sql.Conn) error {
	var verdict string
	if err := conn.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return fmt.Errorf("%w: %s", errDamaged, verdict)
	}
	return nil
}

// moveAside keeps a damaged database under another name, with the time of its
// last change, and says so.
func moveAside(path string, why error) (told string, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	aside := path + ".corrupt-" + info.ModTime().UTC().Format("20060102T150405.000Z")
	for _, ending := range []string{"", "-wal"} {
		if err := os.Rename(path+ending, aside+ending); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
	}
	if err := os.Remove(path + "-shm"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	return fmt.Sprintf("%s is damaged (%s), so a new database is begun: the timeline, maintenance, silences and acknowledgements until now are not in it; the damaged one is kept as %s", path, why, aside), nil
}

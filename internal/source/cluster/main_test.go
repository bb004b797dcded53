package cluster

import (
	"flag"
	"os"
	"testing"
)

// TestMain has more tests at once than there are processors: most of them wait for a
// broker that does not answer.
func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", "6"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

package cli

import (
	"context"
	"crypto/sha256"
	"fmt"
	"log/slog"
	"os"
	"sync/atomic"
	"time"

	"github.com/breakwaterhq/breakwater/internal/admit"
	"github.com/breakwaterhq/breakwater/internal/config"
	"github.com/breakwaterhq/breakwater/internal/rules"
)

// liveJudge judges by the files as they are now. A change counts from one review
// to the next, and files that are wrong change nothing. refresh and forget belong
// to one goroutine.
type liveJudge struct {
	from    *judgeOptions
	cluster admit.Cluster // that is asked for what stands beside an object; nil: none
	now     func() time.Time
	log     *slog.Logger
	stamp   string // of the files that were read last, right or wrong
	rules   atomic.Pointer[admit.Rules]
}

// newLiveJudge reads the files. It fails where they are wrong.
func newLiveJudge(from *judgeOptions, cluster admit.Cluster, now func() time.Time, log *slog.Logger) (*liveJudge, error) {
	j := &liveJudge{from: from, cluster: cluster, now: now, log: log, stamp: stampOf(from)}
	return j, j.load()
}

// Judge decides by what is in force.
func (j *liveJudge) Judge(ctx context.Context, q *admit.Request) (admit.Verdict, error) {
	return j.rules.Load().Judge(ctx, q)
}

func (j *liveJudge) load() error {
	judge, err := judgeOf(j.from, j.now)
	if err != nil {
		return err
	}
	judge.Cluster = j.cluster
	j.rules.Store(judge)
	return nil
}

// judgeOf is the judge by some files, who asks Kafka and not Kubernetes.
func judgeOf(from *judgeOptions, now func() time.Time) (*admit.Rules, error) {
	if err := from.check(); err != nil {
		return nil, err
	}
	known := rules.All()
	set, err := from.setup.load(known)
	if err != nil {
		return nil, err
	}
	kafka, err := from.kafka(&set)
	if err != nil {
		return nil, err
	}
	return &admit.Rules{Known: known, Settings: &set.settings, Workloads: set.workloads, Scopes: identitiesOf(set.scopes), Now: now, Live: kafka, Budget: from.budget}, nil
}

// forget has the files read again, changed or not.
func (j *liveJudge) forget() { j.stamp = "" }

// refresh reads the files again if they have changed.
func (j *liveJudge) refresh() {
	stamp := stampOf(j.from)
	if stamp == j.stamp {
		return
	}
	j.stamp = stamp
	if err := j.load(); err != nil {
		j.log.Error("the policy was not taken in, and the one before stays in force", "error", err)
		return
	}
	j.log.Info("the policy was read again, and is in force")
}

// stampOf differs where what the files say may differ. A file that cannot be read
// is part of it: that, too, is told once.
func stampOf(from *judgeOptions) string {
	h := sha256.New()
	for _, file := range filesOf(&from.setup) {
		text, err := os.ReadFile(file)
		fmt.Fprintf(h, "%q %q %v\n", file, text, err)
	}
	return string(h.Sum(nil))
}

// filesOf are the files that a judge is made of.
func filesOf(from *setupOptions) (out []string) {
	path := from.config
	if path == "" {
		path, _ = config.Find(".")
	}
	if path != "" {
		out = append(out, path)
		if c, err := config.Load(path, rules.All()); err == nil {
			out = append(out, openedBy(c.Clusters)...)
			if c.PolicyFile != "" {
				out = append(out, c.PolicyFile)
			}
		}
	}
	if from.policy != "" {
		out = append(out, from.policy)
	}
	return out
}

package cli

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/breakwaterhq/breakwater/internal/export/prometheus"
)

const exportPrometheusLong = `Prometheus prints the alerts on what applications tell of their guards (the
metrics breakwater_client_*, docs/client-metrics.md), as a file of rules. It asks
no cluster.

Failures are held against an objective: the part of all records that is to be
persisted over a period. An alert fires when the failures of an hour spend a
tenth of what the period allows (critical), when those of an hour spend 2 %, or
those of a day a tenth (warning). By default that is 99.9 % over 7 days: 0.5 % of
all records failing is told after forty minutes, and 0.05 % is not.

--scale shortens every window and wait, for tests and drills: with 0.01 an hour is
36 seconds.

Exit codes: 0 the rules were printed, 2 wrong usage.`

func newExport(env *Env) *cobra.Command {
	c := &cobra.Command{
		Use:   "export",
		Short: "Print what other programs alert by",
		Args:  commandsAlone,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newExportPrometheus(env))
	return c
}

type exportPrometheusOptions struct {
	format    string
	objective string
	period    time.Duration
	scale     float64
}

func newExportPrometheus(env *Env) *cobra.Command {
	o, usual := &exportPrometheusOptions{}, prometheus.Default()
	c := &cobra.Command{
		Use:   "prometheus",
		Short: "Print the alerts on the metrics of applications as rules of Prometheus",
		Long:  exportPrometheusLong,
		Example: "  breakwater export prometheus > breakwater-client.yml\n" +
			"  breakwater export prometheus --objective 99.99%\n" +
			"  breakwater export prometheus --format operator | kubectl apply -f -",
		Args: noArgument,
		RunE: func(*cobra.Command, []string) error { return runExportPrometheus(env, o) },
	}
	f := c.Flags()
	f.StringVar(&o.format, "format", string(prometheus.File), "the `READER`: file (rule_files of prometheus.yml) or operator (a PrometheusRule)")
	f.StringVar(&o.objective, "objective", "99.9%", "the `PART` of all records that is to be persisted")
	f.DurationVar(&o.period, "period", usual.Period, "the `TIME` over which the objective is to hold")
	f.Float64Var(&o.scale, "scale", usual.Scale, "multiply every window and wait by `NUMBER`, up to 1")
	return c
}

func runExportPrometheus(env *Env, o *exportPrometheusOptions) error {
	part, err := parsePart(o.objective)
	if err != nil {
		return fmt.Errorf("--objective %s: %w", o.objective, err)
	}
	text, err := prometheus.Write(prometheus.Options{Objective: part, Period: o.period, Scale: o.scale}, prometheus.Format(o.format))
	if err != nil {
		return err
	}
	_, err = env.Out.Write(text)
	return err
}

// parsePart reads 99.9% or 0.999.
func parsePart(text string) (float64, error) {
	digits, hundredths := strings.CutSuffix(text, "%")
	part, err := strconv.ParseFloat(digits, 64)
	switch {
	case err != nil:
		return 0, errors.New("want a part as 99.9% or 0.999")
	case hundredths:
		part /= 100
	}
	return part, nil
}

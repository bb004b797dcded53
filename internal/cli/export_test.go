package cli

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
)

func TestAlertsAreExported(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		code finding.Exit
		out  []string
		err  []string
	}{
		"a file of rules":   {nil, finding.ExitClean, []string{"# Written by breakwater export prometheus: 99.9% of all records within 7d.\ngroups:\n", "> 0.00336\n", "[1h]", "!PrometheusRule"}, nil},
		"a stricter one":    {[]string{"--objective", "0.9999", "--period", "72h"}, finding.ExitClean, []string{"99.99% of all records within 3d", "> 0.000144\n"}, nil},
		"shorter windows":   {[]string{"--scale", "0.01"}, finding.ExitClean, []string{"[36s]", "![1h]"}, nil},
		"for the operator":  {[]string{"--format", "operator"}, finding.ExitClean, []string{"kind: PrometheusRule\n"}, nil},
		"no part":           {[]string{"--objective", "three nines"}, finding.ExitUsage, []string{"!."}, []string{"--objective three nines: want a part as 99.9% or 0.999"}},
		"a part of nothing": {[]string{"--objective", "99.9"}, finding.ExitUsage, []string{"!."}, []string{"the objective is 99.9: want a part of all records above 0.5 and below 1"}},
		"another format":    {[]string{"--format", "xml"}, finding.ExitUsage, []string{"!."}, []string{"the format xml is not known: want file or operator"}},
		"an argument":       {[]string{"now"}, finding.ExitUsage, []string{"!."}, []string{"export prometheus takes no argument"}},
	} {
		t.Run(name, func(t *testing.T) {
			breakwater(append([]string{"export", "prometheus"}, c.args...)...).want(t, c.code, c.out, c.err)
		})
	}
}

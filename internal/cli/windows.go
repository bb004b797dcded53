package cli

import (
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/breakwaterhq/breakwater/internal/incident"
)

const windowsHow = `

It writes into the folder of the watch (--data), which takes it in with its next
look; the watch need not run. Alerts are held, not lost: what outlives the end is
told then, with its original start, and what is over by then is in the timeline.`

const windowStartHow = `

SUBJECT is what findings call it, with * for any run of characters: broker/2,
topic/orders-*, group/billing, *. Held is also what a finding blames on it alone:
partitions that lack broker 2 while broker/2 is held. The answer says what it holds
right now, and warns where nothing has the name.`

const windowExit = `

Exit codes:
  0  done
  2  wrong usage, or a folder that no watch keeps`

// windowKind is one of the two kinds of times in which alerts are held.
type windowKind struct {
	name, short, long, begins, example string
}

var (
	maintenanceKind = windowKind{incident.Maintenance, "Announce work on a cluster, so that what follows from it wakes nobody",
		"Maintenance holds the alerts on what you work on, and on what follows from it.",
		"Start holds the alerts on what you are about to work on, and on what follows from it.",
		`maintenance start broker/2 --for 30m --reason "new disk"`}
	silenceKind = windowKind{incident.Silence, "Hold alerts that somebody knows of",
		"Silence holds alerts that are known and wait for somebody.",
		"Start holds alerts that are known, until their time is over.",
		`silence start group/reports --rule group/lag-growing --for 12h --reason "backfill"`}
)

// in is the example of a command with the folder that all of them need.
func (k windowKind) in(command string) string {
	return "  breakwater " + command + " --data /var/lib/breakwater"
}

type windowOptions struct {
	data, cluster, rule, reason, by string
	lasts                           lasting
}

// mostWindow is how long alerts may be held by one order.
const mostWindow = 30 * 24 * time.Hour

func newWindows(env *Env, kind windowKind) *cobra.Command {
	o := &windowOptions{}
	list, end := kind.name+" list", kind.name+" end 5KQ2ZT3A"
	c := &cobra.Command{
		Use: kind.name, Short: kind.short, Long: kind.long + windowsHow,
		Example: strings.Join([]string{kind.in(kind.example), kind.in(list), kind.in(end)}, "\n"),
		Args:    commandsAlone,
		RunE:    func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.PersistentFlags().StringVar(&o.data, "data", "", "the folder `DIR` that the watch was given")
	c.AddCommand(newWindowStart(env, kind, o), &cobra.Command{
		Use: "list", Short: "List what holds alerts now", Args: noArgument, Example: kind.in(list),
		Long: "List prints what holds alerts now: its id, on what, until when, by whom and why." + windowExit,
		RunE: func(*cobra.Command, []string) error { return o.list(env, kind) },
	}, &cobra.Command{
		Use: "end ID", Short: "Tell again before the time is over", Args: oneArgument("the ID that start printed", "5KQ2ZT3A"), Example: kind.in(end),
		Long: "End lets alerts go out again before the time is over. ID is as start and list print it." + windowExit,
		RunE: func(_ *cobra.Command, args []string) error { return o.end(env, kind, args[0]) },
	})
	return c
}

func newWindowStart(env *Env, kind windowKind, o *windowOptions) *cobra.Command {
	c := &cobra.Command{
		Use: "start SUBJECT", Short: "Begin to hold alerts", Args: oneArgument("a SUBJECT", "broker/2"),
		Long: kind.begins + windowStartHow + windowsHow + windowExit, Example: kind.in(kind.example),
		RunE: func(_ *cobra.Command, args []string) error { return o.start(env, kind, args[0]) },
	}
	f := c.Flags()
	f.Var(&o.lasts, "for", "hold for so much `TIME`, as 30m, 4h or 1d12h, and 30d at the most; needed")
	f.StringVar(&o.reason, "reason", "", "why, as a `TEXT` for who looks at the page; needed")
	f.StringVar(&o.cluster, "cluster", "", "the cluster of this `NAME` alone; else all that the watch has")
	f.StringVar(&o.rule, "rule", "", "the rule of this `NAME` alone, with * for any run of characters")
	f.StringVar(&o.by, "by", "", "the `NAME` of who asks; else the user of this machine")
	return c
}

package cluster

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/cluster/coordinator"
)

// vanished is what became of topics, or of groups, that were listed in the look
// before and are not any more: they are gone, or the principal has lost the
// right to see them. Kafka lists what may be seen, and tells neither.
type vanished struct {
	denied []string // that are hidden from it, sorted
	more   bool     // beside those there were some that were not asked for
	open   []string // of which it could not be found out: the next look asks again
}

// mostVanished is how many names one look asks for.
const mostVanished = 100

// askVanished asks by name for what is not listed any more, in a look that does
// not probe the rights. What is refused counts as hidden until a look does. The
// broker is asked that has told the metadata: another one might not have heard
// of the change.
func (l *look) askVanished(ctx context.Context) {
	if l.main == nil || l.whole() || ctx.Err() != nil {
		return
	}
	r, n := &l.rights, l.main.teller
	together(
		func() {
			if r.everyTopic != coordinator.Refused {
				r.topics.ask(ctx, missingNames(l.again.byName, l.byName, r.topics.open), n, l.mayDescribeTopics)
			}
		},
		func() {
			if r.everyGroup != coordinator.Refused && l.want.Has(model.FactGroups) {
				r.groups.ask(ctx, missingNames(l.describable(), l.groupByID, r.groups.open), n, l.mayDescribeGroups)
			}
		},
	)
}

// missingNames are the names that were there before, or of which it is open whether
// they are, and that are not there now, sorted.
func missingNames[T any](before, now map[string]T, open []string) []string {
	names := slices.AppendSeq(slices.Clone(open), maps.Keys(before))
	names = slices.DeleteFunc(names, func(name string) bool { _, there := now[name]; return there })
	slices.Sort(names)
	return slices.Compact(names)
}

// describable are the groups of the look before of which a refusal means that a
// right was lost. Who has DESCRIBE on the cluster is listed groups, too, that it
// could never describe.
func (l *look) describable() map[string]*model.Group {
	listsAll := l.world.described && l.world.may(describeBit)
	out := maps.Clone(l.again.groupByID)
	maps.DeleteFunc(out, func(_ string, g *model.Group) bool { return listsAll && !g.MembersKnown })
	return out
}

// ask asks one broker for names that are missing, the first of them.
func (v *vanished) ask(ctx context.Context, missing []string, n *node, may func(context.Context, *node, []string) map[string]proof) {
	v.open = nil
	if len(missing) == 0 {
		return
	}
	asked := missing[:min(len(missing), mostVanished)]
	told := may(ctx, n, asked)
	var denied []string
	for _, name := range asked {
		switch told[name] {
		case coordinator.Refused:
			denied = append(denied, name)
		case coordinator.Unproven:
			v.open = append(v.open, name)
		}
	}
	v.more = v.more || len(denied) > 0 && len(missing) > len(asked)
	v.denied = slices.Concat(v.denied, denied)
	slices.Sort(v.denied)
	v.denied = slices.Compact(v.denied)
}

// hidden tells of what the principal may not see any more.
func (v *vanished) hidden(noun string) string {
	count := counted(len(v.denied), noun)
	if v.more {
		count = "at least " + count
	}
	return fmt.Sprintf("this principal has lost the right to see %s that it saw before: %s. Nothing is known of what is hidden", count, some(v.denied))
}

// unknown tells of what may be gone or hidden.
func (v *vanished) unknown(noun string) string {
	return fmt.Sprintf("not listed any more, of what this principal saw before: %s: %s. Whether deleted or hidden from it could not be found out: "+
		"the question was not answered. The next look asks again", counted(len(v.open), noun), some(v.open))
}

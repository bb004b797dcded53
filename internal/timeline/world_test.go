package timeline

import (
	"strings"
	"testing"
)

// TestWorld plays one line or a few, and looks at the last cycle.
func TestWorld(t *testing.T) {
	const billing = plant + "group billing type=consumer members=a,b topics=orders coordinator=2\n"
	for _, c := range []struct {
		name, script string
		want         []string // lines, or parts of them
	}{
		{"the start", plant + "until 5s", []string{
			"broker 1 answered listed true fenced false leads 1 holds 2 config true /var/lib/kafka",
			"orders/0 leader 1 epoch 0 replicas [1 2 3] isr [1 2 3] offline [] 0..0 stable 0",
			"orders/1 leader 2 epoch 0 replicas [2 3 1]",
			"quorum leader 1 epoch 3 silent false voters 1-0,2-0,3-0 observers \n", "dark false moving []"}},
		{"fewer brokers than replicas", "brokers 1 2\ntopic a replicas=3\nuntil 5s", []string{"a/0 leader 1 epoch 0 replicas [1 2]", "voters 1-0 observers 2-0"}},
		{"dedicated controllers", "brokers 1 2\ncontrollers 101 102 103\nuntil 5s", []string{"quorum leader 101 epoch 3 silent false voters 101-0,102-0,103-0 observers 1-0,2-0"}},
		{"a rate", plant + "at 5s produce orders 0.5/s\nuntil 10s", []string{"orders/0 leader 1 epoch 0 replicas [1 2 3] isr [1 2 3] offline [] 0..2 stable 2"}},
		{"a rate adds up", plant + "produce orders 0.3/s\nuntil 1m40s", []string{"0..30 stable 30"}},
		{"one partition", plant + "produce orders/1 10/s\nuntil 10s", []string{"isr [1 2 3] offline [] 0..0", "isr [2 3 1] offline [] 0..100"}},
		{"records at once", plant + "produce orders 7\nuntil 5s", []string{"0..7 stable 7"}},
		{"production stops", plant + "produce orders 10/s\nat 5s produce orders stop\nuntil 1m", []string{"0..50 stable 50"}},
		{"nothing is written without a leader", plant + "produce orders 10/s\nat 5s leader orders/0 -1\nuntil 1m", []string{
			"orders/0 leader -1 epoch 1 replicas [1 2 3] isr [1 2 3] offline [] unknown: it has no leader", "0..600"}},
		{"truncated, trimmed", plant + "produce orders 500\nat 5s truncate orders/0 300\nat 5s trim orders/1 50", []string{"0..300 stable 300", "50..500 stable 500"}},
		{"the stable offset stands", plant + "produce orders 10/s\nat 5s stable orders/0 stop\nuntil 10s", []string{"0..100 stable 50", "0..100 stable 100"}},
		{"the stable offset follows again", plant + "produce orders 10/s\nat 5s stable orders stop\nat 10s stable orders follow\n", []string{"0..100 stable 100"}},
		{"deleted", plant + "at 5s delete orders", []string{"leads 0 holds 0"}},
		{"leader, epoch, replicas, isr", plant + "at 5s leader orders/0 3\nat 5s epoch orders/1 7\nat 5s replicas orders/0 2,3\nat 5s isr orders/0 none", []string{
			"orders/0 leader 3 epoch 1 replicas [2 3] isr []", "orders/1 leader 2 epoch 7"}},
		{"the same leader is no election", plant + "at 5s leader orders/0 1", []string{"orders/0 leader 1 epoch 0"}},
		{"moving", plant + "at 5s moving orders\nat 10s moved orders/0", []string{"moving [{orders 1}]"}},

		{"killed, and not noticed", plant + "at 5s kill 2\nuntil 10s", []string{"broker 2 refused listed true fenced false leads 1 holds 2 config false",
			"orders/1 leader 2 epoch 0 replicas [2 3 1] isr [2 3 1] offline [] unknown: broker 2 leads it and does not answer"}},
		{"killed, and noticed", plant + "at 5s kill 2\nuntil 15s", []string{"broker 2 refused listed false fenced true leads 0 holds 2",
			"orders/1 leader 3 epoch 1 replicas [2 3 1] isr [3 1] offline [2]", "orders/0 leader 1 epoch 0 replicas [1 2 3] isr [1 3] offline [2]"}},
		{"killed, and back before it was noticed", plant + "at 5s kill 2\nat 10s start 2\nuntil 20s", []string{"broker 2 answered listed true fenced false leads 1", "isr [2 3 1]"}},
		{"all killed", plant + "kill 1\nkill 2\nkill 3\nuntil 20s", []string{"orders/0 leader -1", "isr [3] offline [1 2 3] unknown: it has no leader"}},
		{"the last one is back", plant + "kill 1\nkill 2\nkill 3\nat 20s start 3", []string{"orders/0 leader 3", "isr [3] offline [1 2] 0..0"}},
		{"shut down, and still there", plant + "at 5s shutdown 2", []string{"broker 2 answered listed true fenced false leads 0 holds 2", "orders/1 leader 3 epoch 1"}},
		{"shut down, and gone", plant + "at 5s shutdown 2\nuntil 10s", []string{"broker 2 refused listed false fenced true leads 0 holds 2"}},
		{"silent, unlisted, fenced", plant + "at 5s broker 1 silent\nat 5s broker 2 unlisted\nat 5s broker 3 fenced", []string{
			"broker 1 silent listed true", "broker 2 answered listed false fenced false", "broker 3 answered listed false fenced true"}},
		{"unfenced, listed", plant + "broker 2 fenced\nat 5s broker 2 unfenced", []string{"broker 2 answered listed true fenced false"}},
		{"taken away", plant + "at 5s broker 3 gone", []string{"quorum leader 1 epoch 3 silent false voters 1-0 observers 2-0"}},
		{"a disk", "brokers 1\ndisk 1 /a total=4KiB usable=1KiB -100/s\ndisk 1 /b usable=10\nuntil 5s", []string{"/a 524 of 4096 /b 10 of 1099511627776\n"}},
		{"a disk is full, or empty", "brokers 1\ndisk 1 /a total=4KiB usable=1KiB -1KiB/s\ndisk 1 /b total=4KiB usable=1KiB 1KiB/s\nuntil 1m", []string{"/a 0 of 4096 /b 4096 of 4096"}},

		{"a group", billing + "until 5s", []string{"group billing consumer Stable epoch 2 coordinator 2 members a-00000001[{orders 0}] b-00000002[{orders 1}] commits\n"}},
		{"the commits follow", billing + "produce orders 10/s\nconsume billing orders\nuntil 10s", []string{"commits orders/0=100 orders/1=100\n"}},
		{"the commits go to the stable offset", billing + "produce orders 10/s\nstable orders/0 stop\nconsume billing orders\nuntil 10s", []string{"commits orders/0=0 orders/1=100\n"}},
		{"slower than what comes in", billing + "produce orders 10/s\nconsume billing orders/0 5/s\nconsume billing orders/1 50/s\nuntil 10s", []string{"commits orders/0=50 orders/1=100\n"}},
		{"stopped, set, forgotten", billing + "produce orders 100\nconsume billing orders\nat 5s produce orders 10\nconsume billing orders/0 stop\nat 10s consume billing orders/1 =7", []string{"orders/1=7\n"}},
		{"stopped", billing + "produce orders 100\nconsume billing orders\nat 5s consume billing orders stop\nat 5s produce orders 10\nuntil 10s", []string{"orders/0=100 orders/1=100\n"}},
		{"forgotten", billing + "produce orders 100\nconsume billing orders\nat 5s consume billing orders/0 forget", []string{"commits orders/1=100\n"}},
		{"a commit stays beyond the end", billing + "produce orders 100\nconsume billing orders\nat 5s truncate orders/0 40", []string{"commits orders/0=100 orders/1=100\n"}},
		{"created anew", billing + "produce orders 100\nconsume billing orders\nat 5s recreate orders", []string{"0..0 stable 0", "commits orders/0=0 orders/1=0\n"}},
		{"created anew, with the commits", billing + "produce orders 100\nconsume billing orders\nat 5s recreate orders keep", []string{"0..0 stable 0", "commits orders/0=100 orders/1=100\n"}},
		{"deleted with its commits", billing + "produce orders 100\nconsume billing orders\nat 5s delete orders", []string{"commits\n"}},
		{"new members", billing + "at 5s members billing c", []string{"epoch 3 coordinator 2 members c-00000003[{orders 0} {orders 1}] commits"}},
		{"a member joins and one leaves", billing + "at 5s join billing c\nat 10s leave billing a", []string{"epoch 4 coordinator 2 members b-00000002[{orders 0}] c-00000003[{orders 1}]"}},
		{"state, generation", billing + "at 5s state billing PreparingRebalance\nat 5s generation billing 9", []string{"PreparingRebalance epoch 9"}},
		{"a classic group has no generation", plant + "group old type=classic members=a topics=orders\nuntil 5s", []string{"group old classic Stable epoch 0 coordinator 1"}},
		{"its coordinator does not answer", billing + "at 5s broker 2 silent", []string{"members unknown commits unknown"}},
		{"unread", billing + "produce orders 100\nconsume billing orders =40\nat 5s unread billing orders/0 at=1m within=2s\nat 5s unread billing orders/1 none\nuntil 10s", []string{
			"orders/0=40(unread 40 none false age 1m5s within 2000)", "orders/1=40(unread 40 none true"}},
		{"unread at another offset, and forgotten", billing + "consume billing orders =0\nunread billing orders at=1m offset=3\nat 5s unread billing orders/1 forget", []string{"orders/0=0(unread 3 none false", "orders/1=0\n"}},
		{"unread behind another commit", billing + "produce orders 100\nconsume billing orders =40\nunread billing orders at=1m\nat 5s consume billing orders", []string{"orders/0=100 orders/1=100\n"}},
		{"a share partition's first record", plant + "group s type=share members=a topics=orders\nshare s orders/1 start=5 lag=7\nunread s orders/1 at=1m\nuntil 5s", []string{
			"share orders/1 start 5 lag 7(unread 5 none false age 1m5s within 0)"}},
		{"a transaction", plant + "at 5s transaction orders/1 start=7 producer=17 epoch=3 wrote=1m id=pay state=Empty\nuntil 10s", []string{
			"transaction orders/1 start 7 producer 17 epoch 3 coordinator -1 told by 2 id pay state Empty wrote 1m5s ago why \n"}},
		{"nobody tells of the transaction", plant + "at 5s transaction orders/1 untold\nuntil 10s", []string{"transaction orders/1 start -1 producer -1", "why the principal has no right to know\n"}},
		{"a share group", plant + "group s type=share members=a topics=orders\nshare s orders/1 start=5 lag=7\nuntil 5s", []string{"commits share orders/1 start 5 lag 7\n"}},

		{"a new leader of the quorum", plant + "at 5s quorum leader=2 epoch=7", []string{"quorum leader 2 epoch 7 silent false"}},
		{"the quorum is silent", plant + "at 5s quorum silent", []string{"quorum leader -1 epoch 0 silent true"}},
		{"the quorum answers again", plant + "quorum silent\nat 5s quorum answers", []string{"quorum leader 1 epoch 3 silent false"}},
		{"behind", "brokers 1 2 3 4\nvoter 2 behind 400\nobserver 4 behind 7\nuntil 5s", []string{"voters 1-0,2-400,3-0 observers 4-7"}},
		{"unknown", billing + "consume billing orders\nat 5s unknown offsets cluster", []string{"unknown: no answer within 2 s", "commits unknown", "gap offsets of cluster: timed out"}},
		{"unknown of one", billing + "at 5s unknown groups group/billing\nat 5s unknown \"broker config\" broker/3", []string{"members unknown", "broker 3 answered listed true fenced false leads 0 holds 2 config false", "config true"}},
		{"denied", plant + "at 5s unknown groups cluster denied", []string{"gap groups of cluster: denied"}},
		{"known again", plant + "unknown offsets cluster\nat 5s known offsets cluster", []string{"0..0 stable 0"}},
		{"dark", billing + "at 5s dark", []string{"broker 1 refused listed false", "dark true", "gap broker connections of cluster"}},
		{"light", billing + "dark\nat 5s light", []string{"broker 1 answered listed true", "dark false", "group billing"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := render(last(t, c.script))
			for _, want := range c.want {
				if !strings.Contains(got, want) {
					t.Errorf("there is no %q in\n%s", want, got)
				}
			}
		})
	}
}

// TestWhatIsNotTold: what a line takes away is not told any more.
func TestWhatIsNotTold(t *testing.T) {
	for _, c := range []struct{ name, script, gone string }{
		{"a deleted topic", plant + "at 5s delete orders", "orders/0"},
		{"topics of a dark cluster", plant + "at 5s dark", "orders/0"},
		{"the quorum of a dark cluster", plant + "at 5s dark", "quorum leader"},
		{"an unknown quorum", plant + "at 5s unknown quorum cluster", "quorum leader"},
		{"unknown groups", plant + "group g members=a\nat 5s unknown groups cluster", "group g"},
		{"unknown disks", plant + "at 5s unknown \"log directories\" cluster", "/var/lib/kafka"},
		{"a gap that is over", plant + "unknown offsets cluster\nat 5s known offsets cluster", "gap"},
		{"a broker that is gone", plant + "at 5s broker 3 gone", "broker 3"},
		{"the disk that all have, beside another", "brokers 1\ndisk 1 /a usable=1\nuntil 5s", "/var/lib/kafka"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := render(last(t, c.script)); strings.Contains(got, c.gone) {
				t.Errorf("it still tells %q:\n%s", c.gone, got)
			}
		})
	}
}

// TestATopicHasANewID only when it is created anew.
func TestATopicHasANewID(t *testing.T) {
	id := func(script string) string { return last(t, script).Topics[0].Layout.TopicID }
	first := id(plant + "until 5s")
	if len(first) != 22 {
		t.Errorf("the topic id %q has %d characters, want 22", first, len(first))
	}
	if grown := id(plant + "produce orders 10/s\nuntil 1m"); grown != first {
		t.Errorf("a topic that lives has another id: %s, then %s", first, grown)
	}
	if anew := id(plant + "at 5s recreate orders"); anew == first {
		t.Error("a topic that was created anew has the same id")
	}
}

// TestConfig: settings of topics and brokers, at the start and later.
func TestConfig(t *testing.T) {
	now := last(t, "brokers 1 2 3\ntopic orders retention.ms=7\nconfig broker 2 x=1\nat 5s config topic orders retention.ms=8 segment.bytes=9\n")
	for _, c := range []struct{ what, got, want string }{
		{"the topic", now.Topics[0].Config.Get("retention.ms").Raw(), "8"},
		{"the topic's second", now.Topics[0].Config.Get("segment.bytes").Raw(), "9"},
		{"broker 2", now.Brokers[1].Config.Get("x").Raw(), "1"},
		{"broker 1", now.Brokers[0].Config.Get("x").Raw(), ""},
		{"what every broker has", now.Brokers[0].Config.Get("min.insync.replicas").Raw(), "2"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.what, c.got, c.want)
		}
	}
}

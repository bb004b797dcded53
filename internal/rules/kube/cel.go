package kube

import "github.com/breakwaterhq/breakwater/internal/rule"

// What several rules see of pods in CEL, and in which words they tell it.
var (
	// celLost is the first log directory that goes with its pod: its path, what
	// it lies on, and the volume. A path on the node may be meant for pods that
	// run nowhere else.
	celLost = rule.Let{Name: "lost", Known: `[pod.lost.filter(d, d[1] != 'hostPath'
  || !pod.bound.exists(k, k in ['kubernetes.io/hostname', 'beta.kubernetes.io/hostname']) && (pod.kind != 'Pod' || pod.owned))].filter(all, all.size() > 0).map(all, all[0])`}
	celEphemeral = rule.Let{Name: "ephemeral", Known: "[cluster.volumes.filter(v, has(v.type) && v.type == 'ephemeral')].filter(all, all.size() > 0)"}
)

// The sentences that two severities share.
const (
	celLostSays = `'the log directory ' + lost[0] + ' of the ' + pod.role + ' lies on ' + (lost[1] == 'container'
  ? 'the own layer of the container, and goes with it each time that restarts'
  : lost[1] + ' (volume ' + lost[2] + '), which ' + (lost[1] == 'hostPath' ? 'stays behind on its node' : 'is deleted with the pod'))
  + ': the records that were acknowledged go with it; fix: mount a persistentVolumeClaim there'`
	celEphemeralSays = `'the log directory /var/lib/kafka/data' + (has(ephemeral[0].id) ? '-' + string(ephemeral[0].id) : '') + ' of the pool lies on an emptyDir (type: ephemeral): it is deleted with the pod, and with it the records that were acknowledged go; fix: set type: persistent-claim, with a size'`
	celMemorySays    = `'the container of Kafka has no memory limit: when its node runs short, the kernel or the kubelet ends pods by their use above what they request, a broker among the first; fix: set resources.limits.memory, and requests.memory to the same'`
	celHeapSays      = `'the heap may grow to ' + string(int(heap)) + ' B, more than a safe share of the memory limit of ' + string(int(limit)) + ' B: the JVM needs more than its heap, and a container above its limit is killed; fix: set -Xmx to ' + string(percent) + ' % of the limit or less'`
	celShareSays     = `'MaxRAMPercentage lets the heap grow to ' + string(share) + ' % of the memory limit: the JVM needs more than its heap, and a container above its limit is killed; fix: set MaxRAMPercentage to ' + string(percent) + ' or less'`
)

const celGraceSays = `'the pods get ' + string(grace) + ' s to end before they are killed: a broker moves the leadership of its partitions first, and one that is killed leaves them without a leader and has to recover its logs; fix: set terminationGracePeriodSeconds to ' + string(seconds) + ' or more'`

// The values of pods that need not be there.
var (
	celLimit     = rule.Let{Name: "limit", Known: "pod.limit.size() > 0 ? [pod.limit[0]] : []"}
	celPoolLimit = rule.Let{Name: "limit", Known: "cluster.limit"}
	celPoolHeap  = rule.Let{Name: "heap", Known: "cluster.heap"}
	celPoolShare = rule.Let{Name: "share", Known: "cluster.share"}
	celHeap      = rule.Let{Name: "heap", Known: "pod.heap"}
	celShare     = rule.Let{Name: "share", Known: "pod.share"}
)

// celDangerous are the annotations by which an object takes a protection away.
func celDangerous(subject string) rule.Let {
	return rule.Let{Name: "danger", Known: `['strimzi.io/skip-broker-scaledown-check', 'strimzi.io/delete-pod-and-pvc', 'strimzi.io/pause-reconciliation'].filter(a,
  a in ` + subject + `.annotations && ` + subject + `.annotations[a].lowerAscii() == 'true')`}
}

const celDangerousSays = `'the annotation ' + danger + ' is true: it takes a protection away that the cluster needs whenever the object is applied again; fix: set it by kubectl annotate for the occasion, and remove it here'`

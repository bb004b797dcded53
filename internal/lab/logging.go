package lab

import (
	"os"
	"path/filepath"
)

// An unpacked Kafka release logs by log4j (3.x) or log4j2 (4.x), which print
// nothing at INFO without a configuration.
const (
	log4j = `log4j.rootLogger=INFO, stderr
log4j.appender.stderr=org.apache.log4j.ConsoleAppender
log4j.appender.stderr.Target=System.err
log4j.appender.stderr.layout=org.apache.log4j.PatternLayout
log4j.appender.stderr.layout.ConversionPattern=%d{ISO8601} %p %c - %m%n
`
	log4j2 = `rootLogger.level=info
rootLogger.appenderRef.stderr.ref=stderr
appender.stderr.type=Console
appender.stderr.name=stderr
appender.stderr.target=SYSTEM_ERR
appender.stderr.layout.type=PatternLayout
appender.stderr.layout.pattern=%d{ISO8601} %p %c - %m%n
`
)

// logFlags make the release's logging print to the node's log. The fetched
// jars have a binding that needs no file.
func (n *Node) logFlags() []string {
	rel := n.cluster.release
	switch {
	case !rel.home:
		return []string{
			"-Dorg.slf4j.simpleLogger.showDateTime=true",
			"-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
			"-Dorg.slf4j.simpleLogger.showThreadName=false",
		}
	case compareVersions(rel.version, "4.0") < 0:
		return []string{"-Dlog4j.configuration=file:" + n.logConfig()}
	default:
		return []string{"-Dlog4j2.configurationFile=" + n.logConfig()}
	}
}

// writeLogConfig writes the file that logFlags name.
func (n *Node) writeLogConfig() error {
	rel, text := n.cluster.release, log4j2
	if !rel.home {
		return nil
	}
	if compareVersions(rel.version, "4.0") < 0 {
		text = log4j
	}
	return os.WriteFile(n.logConfig(), []byte(text), 0o644)
}

func (n *Node) logConfig() string { return filepath.Join(n.Dir(), "log4j.properties") }

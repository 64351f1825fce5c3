using Akka.Configuration;
using Akka.IO;
using P2PChain.Node.Hosting;

namespace P2PChain.Node.Tests.Hosting;

/// <summary>The keys in akka.conf are those that Akka reads; it keeps silent about others.</summary>
public sealed class AkkaDefaultsTests
{
    [Fact]
    public void Akka_reads_every_key_for_its_sockets()
    {
        var tcp = TcpSettings.Create(
            AkkaDefaults.Read().WithFallback(ConfigurationFactory.Default()).GetConfig("akka.io.tcp"));
        Assert.Equal(64 * 1024, tcp.MaxFrameSizeBytes);
        Assert.Equal(128 * 1024, tcp.SendBufferSize);
        Assert.Equal(128 * 1024, tcp.ReceiveBufferSize);
        Assert.Equal(8 * 1024 * 1024, tcp.WriteCommandsQueueMaxSize);
    }

    [Fact]
    public void Every_other_key_stands_in_Akkas_own_reference_too()
    {
        var reference = ConfigurationFactory.Default();
        Assert.All(
            [
                "akka.stdout-loglevel", "akka.stdout-logger-class", "akka.actor.guardian-supervisor-strategy",
                "akka.log-dead-letters-during-shutdown", "akka.coordinated-shutdown.exit-clr",
                "akka.coordinated-shutdown.run-by-clr-shutdown-hook", "akka.coordinated-shutdown.default-phase-timeout",
            ],
            (string key) =>
            {
                Assert.True(AkkaDefaults.Read().HasPath(key), key);
                Assert.True(reference.HasPath(key), key);
            });
    }
}

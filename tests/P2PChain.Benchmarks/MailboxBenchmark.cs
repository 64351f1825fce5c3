using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Akka.Actor;
using Akka.Configuration;
using P2PChain.Actors;
using P2PChain.Actors.Ledger;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;
using P2PChain.Storage;
using P2PChain.Testing;
using static System.FormattableString;

namespace P2PChain.Benchmarks;

/// <summary>
/// The time that a message waits in the chain's mailbox while four clients ask, each its next question as soon as the
/// last is answered: <c>request_chain</c> over a socket, items, status, and sixteen blocks. The wait of an idle actor
/// that has a thread of its own, too, is the part of the operating system: the cores are busy.
/// </summary>
internal static class MailboxBenchmark
{
    private const int ItemsPerBlock = 10;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Prints the waits without and with clients.</summary>
    /// <param name="blocks">The length of the chain; each block requests ten items.</param>
    public static async Task RunAsync(int blocks)
    {
        var directory = Directory.CreateTempSubdirectory("p2pchain-mailbox-");
        try
        {
            var file = Path.Combine(directory.FullName, "ledger.db");
            var hashes = DrawnLedger.Write(file, blocks, ItemsPerBlock);
            using var system = ActorSystem.Create("mailbox", Configuration());
            var node = await TestNode.StartAsync(
                system, "node", TestKeys.Alice, store: SqliteChainStore.Open(file, NetworkParameters.Demo)).ConfigureAwait(false);
            await node.StatusAsync().ConfigureAwait(false);
            Console.WriteLine(Invariant($"{blocks:N0} blocks, {blocks * ItemsPerBlock:N0} items"));
            Console.WriteLine("mailbox of the chain          p50        p99        max   questions");
            Print("without clients", await MeasureAsync(node, node.Refs.Chain, []).ConfigureAwait(false));
            Print("with four clients", await MeasureAsync(node, node.Refs.Chain, hashes).ConfigureAwait(false));
            var idle = system.ActorOf(Props.Create(() => new Idle()).WithDispatcher("p2pchain.chain-dispatcher"));
            Print("  of an idle actor", await MeasureAsync(node, idle, hashes).ConfigureAwait(false));
            await P2PNode.StopAsync(node.Refs, Patience).ConfigureAwait(false);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task<(List<double> WaitsMs, int Questions)> MeasureAsync(
        TestNode node, IActorRef measured, List<Hash256> hashes)
    {
        using var over = new CancellationTokenSource();
        var clients = hashes.Count == 0
            ? []
            : Enumerable.Range(0, 4).Select(i => AskAsync(node, hashes, i, over.Token)).ToArray();
        var waits = new Waits();
        var ends = Stopwatch.StartNew();
        while (ends.Elapsed < Duration)
        {
            measured.Tell(new Identify(Stopwatch.GetTimestamp()), waits);
            await Task.Delay(5).ConfigureAwait(false);
        }

        await over.CancelAsync().ConfigureAwait(false);
        var questions = await Task.WhenAll(clients).ConfigureAwait(false);
        return (waits.Taken(), questions.Sum());
    }

    private static async Task<int> AskAsync(TestNode node, List<Hash256> hashes, int first, CancellationToken over)
    {
        var questions = 0;
        for (; !over.IsCancellationRequested; questions++)
        {
            switch ((first + questions) % 4)
            {
                case 0:
                    await RequestChainAsync(node.Refs.Listens, hashes.Count * 3500L < Limits.LineBytesMax).ConfigureAwait(false);
                    break;
                case 1:
                    await node.Refs.Lookups.Query(
                        new ChainProtocol.GetItems(AreHeld: true), Patience, CancellationToken.None)
                        .ConfigureAwait(false);
                    break;
                case 2:
                    await node.Refs.Lookups.Query(ChainProtocol.GetStatus.Instance, Patience, CancellationToken.None).ConfigureAwait(false);
                    break;
                default:
                    for (var i = 0; i < 16; i++)
                    {
                        var hash = hashes[(questions + i) * 37 % hashes.Count];
                        await node.Refs.Lookups.Query(new ChainProtocol.GetBlock(hash), Patience, CancellationToken.None).ConfigureAwait(false);
                    }
                    break;
            }
        }

        return questions;
    }

    /// <summary>A chain that fits no line is not answered; the ping is, before the chain.</summary>
    private static async Task RequestChainAsync(IPEndPoint node, bool isAnswered)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(node).ConfigureAwait(false);
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        await client.GetStream().WriteAsync(
            "{\"type\": \"request_chain\", \"payload\": {}}\n{\"type\": \"ping\", \"payload\": {}}\n"u8.ToArray())
            .ConfigureAwait(false);
        var expected = isAnswered ? "\"chain_response\"" : "\"pong\"";
        while (await reader.ReadLineAsync().ConfigureAwait(false) is { } line)
            if (line.Contains(expected, StringComparison.Ordinal)) return;
        throw new IOException("The node closed the connection.");
    }

    private static void Print(string name, (List<double> WaitsMs, int Questions) measured)
    {
        var waits = measured.WaitsMs.Order().ToList();
        Console.WriteLine(Invariant(
            $"{name,-20} {At(0.5),10:N3} {At(0.99),7:N3} ms {waits[^1],7:N3} ms {measured.Questions,9:N0}"));

        double At(double part) => waits[(int)(part * (waits.Count - 1))];
    }

    private static Config Configuration()
    {
        using var stream = System.Reflection.Assembly.Load("p2pchain").GetManifestResourceStream("akka.conf")
            ?? throw new InvalidOperationException("The program has no akka.conf.");
        using var reader = new StreamReader(stream);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }

    private sealed class Idle : UntypedActor
    {
        protected override void OnReceive(object message) => Unhandled(message);
    }

    /// <summary>
    /// The chain answers <see cref="Identify"/> here on its own thread, when it takes it from its mailbox.
    /// </summary>
    private sealed class Waits : MinimalActorRef
    {
        private readonly List<double> _milliseconds = [];

        public override ActorPath Path { get; } = new RootActorPath(Address.AllSystems) / "waits";

        public override IActorRefProvider Provider => throw new NotSupportedException();

        public List<double> Taken()
        {
            lock (_milliseconds) return [.. _milliseconds];
        }

        protected override void TellInternal(object message, IActorRef sender)
        {
            var waited = Stopwatch.GetElapsedTime((long)((ActorIdentity)message).MessageId).TotalMilliseconds;
            lock (_milliseconds) _milliseconds.Add(waited);
        }
    }
}

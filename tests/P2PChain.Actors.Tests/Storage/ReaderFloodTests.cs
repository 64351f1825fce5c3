using Akka.Actor;
using Akka.Routing;
using P2PChain.Actors.Ledger;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;
using P2PChain.Core.RuleSets;
using P2PChain.Storage;
using P2PChain.Testing;
using Xunit.Abstractions;
using static P2PChain.Actors.Ledger.ChainProtocol;

namespace P2PChain.Actors.Tests.Storage;

/// <summary>Readers that never rest beside a writer that never rests.</summary>
public sealed class ReaderFloodTests(ITestOutputHelper output) : ActorSpec(output)
{
    private const int Blocks = 140;
    private const int TransactionsPerBlock = 200;
    private const long LogBytesMax = 64L << 20;

    private readonly ChainBuilder _draw = new();
    private readonly ITestOutputHelper _output = output;

    [Fact]
    public void While_readers_are_flooded_the_log_beside_the_file_stays_small()
    {
        using var directory = new TemporaryDirectory();
        using var store = SqliteChainStore.Open(directory["ledger.db"], NetworkParameters.Demo);
        var view = new PublishedView();
        var chain = Sys.ActorOf(ChainActor.Props(new RuleSchedule(NetworkParameters.Demo), store, view));
        var readers = Sys.ActorOf(
            LedgerReader.Props(view, chain, _draw["genesis"], store.OpenArchive).WithRouter(new RoundRobinPool(2)));
        var lookups = Sys.ActorOf(LookupActor.Props(view, chain, readers, _draw["genesis"], store.OpenArchive)
            .WithRouter(new RoundRobinPool(2)));
        UnderTest(chain);
        var blocks = Draw();
        var askers = Enumerable.Range(0, 4)
            .Select(i => Sys.ActorOf(Props.Create(() => new Asker(lookups, blocks, i)))).ToList();

        var (written, largest) = (0L, 0L);
        foreach (var block in blocks)
        {
            chain.Tell(new SubmitBlock(block, null, IsRequested: false), TestActor);
            ExpectMsg<BlockVerdict>(TimeSpan.FromSeconds(20));
            written += block.Block.TransactionBytes;
            largest = Math.Max(largest, new FileInfo(directory["ledger.db-wal"]).Length);
        }
        var asked = askers.Sum(asker =>
        {
            asker.Tell("count", TestActor);
            return ExpectMsg<int>(TimeSpan.FromSeconds(20));
        });

        _output.WriteLine($"{written >> 20} MiB of blocks, {asked} answers, at most {largest >> 20} MiB of log");
        Assert.True(asked > Blocks, $"only {asked} questions were answered");
        Assert.InRange(largest, 1, LogBytesMax);
        foreach (var actor in askers.Append(lookups).Append(readers))
        {
            Watch(actor);
            Sys.Stop(actor);
            ExpectTerminated(actor);
        }
    }

    /// <summary>Blocks whose rows and indexes take more pages than the log may hold.</summary>
    private List<CheckedBlock> Draw()
    {
        var pool = Enumerable.Range(0, TransactionsPerBlock).Select(i => $"item-{i}").ToArray();
        var blocks = new List<CheckedBlock>();
        for (var i = 0; i < Blocks; i++)
        {
            var transactions = pool.Select(uid => i % 2 == 0
                ? _draw.Request(TestKeys.Alice, uid, i + 1)
                : _draw.Release(TestKeys.Alice, uid, i + 1)).ToArray();
            blocks.Add(_draw.Checked(_draw.Add($"a{i}", i == 0 ? "genesis" : $"a{i - 1}", transactions)));
        }
        return blocks;
    }

    /// <summary>Asks the next question as soon as the last is answered.</summary>
    private sealed class Asker(IActorRef lookups, List<CheckedBlock> blocks, int first) : UntypedActor
    {
        private int _answers;
        private IActorRef? _counts;

        protected override void PreStart() => Ask();

        protected override void OnReceive(object message)
        {
            if (message is string)
            {
                _counts = Sender;
                return;
            }

            _answers++;
            if (_counts is null) Ask();
            else _counts.Tell(_answers);
        }

        private void Ask()
        {
            var hash = blocks[(_answers * 7 + first) % blocks.Count].Hash;
            lookups.Tell((_answers % 5) switch
            {
                0 => new GetBlock(hash),
                1 => new GetHeadersAfter(1, [hash], 2000),
                2 => new GetItem(ItemId.Parse("item-1"), 50),
                3 => new GetConfirmed(1, 0, hash, long.MaxValue),
                _ => GetStatus.Instance,
            });
        }
    }
}

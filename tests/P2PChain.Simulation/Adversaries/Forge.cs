using System.Text;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;
using P2PChain.Simulation.Nodes;
using P2PChain.Testing;
using P2PChain.Testing.Oracle;

namespace P2PChain.Simulation.Adversaries;

/// <summary>
/// Makes transactions and blocks as an adversary wants them: right or wrong, but with their proof of work.
/// </summary>
internal sealed class Forge(SimWorld world, DeterministicSigner key)
{
    private const double MicrosPerSecond = 1_000_000.0;

    private readonly OracleMiner _miner = new(OracleText.LedgerOf(world.Parameters));
    private long _lastMicros;

    /// <summary>A signed wish about an item, dated now, or so much later.</summary>
    public OracleTransaction Sign(string uid, bool isRequest, double secondsAhead = 0)
    {
        var now = (world.Core.Now.ToUnixTimeMilliseconds() * 1000) + (long)(secondsAhead * MicrosPerSecond);
        _lastMicros = Math.Max(now, _lastMicros + 1);
        return SignAt(uid, isRequest, _lastMicros);
    }

    /// <summary>The same, dated at a microsecond since 1970.</summary>
    public OracleTransaction SignAt(string uid, bool isRequest, long micros)
    {
        var network = world.Parameters.Name.Length == 0 ? null : world.Parameters.Name;
        var content = new TransactionContent(
            key.PublicKey, ItemId.Parse(uid), isRequest ? TransactionType.Request : TransactionType.Release, micros / MicrosPerSecond, network);
        return OracleTransaction.Read(OracleText.Of(content.SignedBy(key)));
    }

    /// <summary>A mined block on a state.</summary>
    /// <param name="on">The state.</param>
    /// <param name="transactions">What it holds, allowed or not.</param>
    /// <param name="spoil">Alters it before the search for its nonce; null to leave it as it should be.</param>
    public OracleBlock Mine(
        OracleState on, IEnumerable<OracleTransaction> transactions, Func<OracleBlock, OracleBlock>? spoil = null)
    {
        var time = Math.Max(world.Core.Now.ToUnixTimeMilliseconds(), on.Tip.TimeMs + 1);
        var draft = _miner.Draft(on, key.PublicKey.Hex, transactions, time);
        return OracleMiner.Mine(
            spoil?.Invoke(draft) ?? draft, world.Parameters.Miners.IsEmpty ? null : hash => key.Sign(hash).Hex);
    }

    public static byte[] Line(string type, string payload) => Encoding.ASCII.GetBytes(
        $"{{\"type\": \"{type}\", \"payload\": {payload}}}\n");

    public static byte[] NewBlock(OracleBlock block) => Line("new_block", block.Text);

    public static byte[] NewTransaction(OracleTransaction transaction) => Line("new_transaction", transaction.Text);

    /// <summary>The blocks whose headers answer a request.</summary>
    public static IEnumerable<Block> After(OracleState tip, Message.GetHeaders ask)
    {
        var known = ask.Locator.Select(hash => hash.ToString()).ToHashSet();
        var ahead = tip.BackToGenesis().TakeWhile(state => !known.Contains(state.TipHash) && state.Before is not null);
        return ahead.Reverse().Take(ask.Max).Select(state => Read(state.Tip)).OfType<Block>();
    }

    /// <summary>The same block as the product reads it; null when it is not even of a block's form.</summary>
    public static Block? Read(OracleBlock block)
    {
        var line = NewBlock(block);
        return MessageCodec.Decode(line.AsMemory(0, line.Length - 1)) is Decoded.Understood { Message: Message.NewBlock(var read) } ? read : null;
    }
}

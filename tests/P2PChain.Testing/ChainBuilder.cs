using System.Collections.Concurrent;
using P2PChain.Core.Chain;
using P2PChain.Core.Crypto;
using P2PChain.Core.Custody;
using P2PChain.Core.Mining;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;
using P2PChain.Core.RuleSets;

namespace P2PChain.Testing;

/// <summary>
/// Draws chains and forks by name: <c>Add("a2", "a1", …)</c> mines block a2 on a1. Blocks are valid unless a test alters
/// their header or puts transactions into them that do not stand. Tests that run at once may share one.
/// </summary>
public sealed class ChainBuilder
{
    private readonly ConcurrentDictionary<string, Drawn> _drawn = [];
    private readonly BlockChecks _checks;

    public ChainBuilder(NetworkParameters? parameters = null)
        : this(new RuleSchedule(parameters ?? NetworkParameters.Demo))
    {
    }

    /// <param name="rules">The network's.</param>
    /// <param name="memo">Transactions whose signatures are not verified.</param>
    public ChainBuilder(RuleSchedule rules, SignatureMemo? memo = null)
    {
        Rules = rules;
        _checks = new BlockChecks(rules, new SignatureVerifier(), memo ?? new SignatureMemo());
        var genesis = Parameters.Genesis();
        Draw("genesis", new Drawn(genesis, HeaderNode.OfGenesis(genesis), CustodyState.Empty));
    }

    public NetworkParameters Parameters => Rules.Network;

    public RuleSchedule Rules { get; }

    /// <summary>The drawn block of this name.</summary>
    public Block this[string name] => _drawn[name].Block;

    /// <summary>A block's place.</summary>
    public HeaderNode Node(string name) => _drawn[name].Node;

    /// <summary>The custody after a block.</summary>
    public CustodyState Custody(string name) => _drawn[name].Custody;

    /// <summary>A time during the demo network's first hours, Unix seconds.</summary>
    public static double At(double seconds) => 1_766_620_800.0 + seconds;

    /// <summary>The same as a clock.</summary>
    public static UnixTime ClockAt(double seconds) => new((long)(At(seconds) * 1000));

    /// <summary>A signed request.</summary>
    public Transaction Request(DeterministicSigner who, string uid, double seconds) => Sign(
        who, uid, TransactionType.Request, seconds);

    /// <summary>A signed release.</summary>
    public Transaction Release(DeterministicSigner who, string uid, double seconds) => Sign(
        who, uid, TransactionType.Release, seconds);

    /// <summary>Mines a block and gives it a name.</summary>
    /// <param name="name">Of the new block.</param>
    /// <param name="parent">Of the block that it extends.</param>
    /// <param name="transactions">In block order; where they do not stand, the custody root is the parent's.</param>
    public Block Add(string name, string parent, params Transaction[] transactions) => Add(
        name, parent, header => header, transactions);

    /// <summary>Mines a block whose header a test alters before the search for its nonce.</summary>
    public Block Add(
        string name, string parent, Func<BlockHeader, BlockHeader> alter, params Transaction[] transactions)
    {
        var on = _drawn[parent];
        var height = on.Node.Height + 1;
        var timeMs = Math.Max(on.Node.MedianTimeMs(), on.Node.Header.TimeMs) + 1000;
        var rules = Rules.At(height);
        var stands = CustodyStep.TryApply(
            rules, on.Custody, transactions, new BlockMoment(height, timeMs), out var step, out _);
        var after = stands ? step!.After : on.Custody;
        var header = alter(new BlockHeader(
            rules.Version, height, on.Block.Hash, MerkleTree.Root([.. transactions.Select(t => t.CanonicalBytes)]), after.Root, transactions.Length,
            timeMs, on.Node.RequiredDifficulty(Parameters), 0,
            TestKeys.Alice.PublicKey));
        var block = Mine(new BlockTemplate(header, [.. transactions]));
        Draw(name, new Drawn(block, on.Node.Child(block.Header, block.Hash, block.Seal), after));
        return block;
    }

    /// <summary>Gives a name to a block that was made elsewhere, on a drawn parent.</summary>
    public void Put(string name, Block block)
    {
        var on = _drawn.Values.First(drawn => drawn.Block.Hash == block.Header.PrevHash);
        var stands = CustodyStep.TryApply(
            Rules.At(block.Height), on.Custody, block.Transactions, BlockMoment.Of(block), out var step, out _);
        var after = stands ? step!.After : on.Custody;
        Draw(name, new Drawn(block, on.Node.Child(block.Header, block.Hash, block.Seal), after));
    }

    /// <summary>Checks a block as far as that needs no parent; throws what is wrong.</summary>
    public CheckedBlock Checked(Block block) => _checks.TryCheck(block, out var good, out var violation)
        ? good
        : throw new InvalidOperationException(violation.ToString());

    /// <summary>Checks a transaction as far as that needs no ledger; throws what is wrong.</summary>
    public CheckedTransaction Checked(Transaction transaction) =>
        _checks.TryCheck(transaction, out var good, out var violation)
            ? good
            : throw new InvalidOperationException(violation.ToString());

    /// <summary>The named block, checked.</summary>
    public CheckedBlock Checked(string name) => Checked(this[name]);

    /// <summary>What is wrong with a block, as far as that needs no parent.</summary>
    public Violation? ViolationOf(Block block) => _checks.TryCheck(block, out _, out var violation) ? null : violation;

    /// <summary>
    /// Finds the nonce, and seals where the network lists miners: with the miner's key, if no other is given.
    /// </summary>
    public Block Mine(BlockTemplate template, ISigner? sealer = null)
    {
        var nonce = new NonceSearch(template).Slice(int.MaxValue)!.Value;
        var block = template.With(nonce);
        if (Parameters.Miners.IsEmpty && sealer is null) return block;
        var hash = new byte[Hash256.Bytes];
        block.Hash.CopyTo(hash);
        return template.With(nonce, (sealer ?? MinerOf(block)).Sign(hash));
    }

    private static DeterministicSigner MinerOf(Block block) =>
        TestKeys.All.FirstOrDefault(key => key.PublicKey == block.Header.Miner) ?? TestKeys.Alice;

    private Transaction Sign(DeterministicSigner who, string uid, TransactionType type, double seconds)
    {
        var network = Parameters.Name.Length == 0 ? null : Parameters.Name;
        return new TransactionContent(who.PublicKey, ItemId.Parse(uid), type, At(seconds), network).SignedBy(who);
    }

    private void Draw(string name, Drawn drawn)
    {
        if (!_drawn.TryAdd(name, drawn)) throw new ArgumentException($"{name} is drawn already.", nameof(name));
    }

    private sealed record Drawn(Block Block, HeaderNode Node, CustodyState Custody);
}

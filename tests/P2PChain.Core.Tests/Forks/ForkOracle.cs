using System.Text;
using P2PChain.Core.Rules;
using P2PChain.Testing;
using P2PChain.Testing.Oracle;

namespace P2PChain.Core.Tests.Forks;

/// <summary>
/// Tells a drawn fork to the oracle, block by block, and compares its opinions and the chain it prefers.
/// </summary>
internal sealed class ForkOracle
{
    private static readonly string[] Custody = [OracleRule.Known, OracleRule.HeldBy, OracleRule.NotHeld, OracleRule.NotHolder, OracleRule.Stale];

    private readonly ForkCase _fork;
    private readonly ForkDrawing _drawing;
    private readonly ReferenceLedger _ledger;
    private readonly Dictionary<string, OracleState> _states = new(StringComparer.Ordinal);

    public ForkOracle(ForkCase fork)
    {
        _fork = fork;
        _drawing = new ForkDrawing(fork);
        _ledger = OracleText.LedgerOf(_drawing.Builder.Parameters);
        _states.Add(_ledger.Genesis.TipHash, _ledger.Genesis);
    }

    public void Run()
    {
        foreach (var name in _drawing.Names) Judge(name);
        CompareRefusals();
        var best = _ledger.BestOf(_fork.Steps.Where(IsBlock).Select(step => TextOf(step.Subject)));
        Assert.Equal(_fork.Best, _drawing.NameOf(Core.Primitives.Hash256.Parse(best.TipHash)));
        var tip = _states[_drawing[_fork.Tip].Hash.ToString()];
        Assert.Equal(_fork.Items, ForkWords.Items(tip.Custody.Items.Values.Select(item => (item.Uid, item.Holder))));
    }

    /// <summary>What the oracle calls the rule that the product names.</summary>
    private static string[] NamesOf(Rule rule) => rule switch
    {
        Rule.SignatureValid => [OracleRule.Signature],
        Rule.TransactionNetwork => [OracleRule.Network, OracleRule.Form],
        Rule.RequesterIsMember => [OracleRule.Member],
        Rule.ProofOfWork => [OracleRule.ProofOfWork],
        Rule.DifficultyRequired => [OracleRule.Difficulty],
        Rule.VersionInForce => [OracleRule.Version],
        Rule.Seal => [OracleRule.Seal],
        Rule.IndexFollows => [OracleRule.Index],
        Rule.TimeAfterMedian => [OracleRule.MedianTime],
        Rule.MinerListed => [OracleRule.Miner, OracleRule.Form],
        // A body that lacks something has neither the count nor the root; the oracle looks at the root first.
        Rule.TransactionCount => [OracleRule.Count, OracleRule.MerkleRoot],
        Rule.BlockBytes => [OracleRule.Size],
        Rule.TransactionsUnique => [OracleRule.Twice],
        Rule.MerkleRoot => [OracleRule.MerkleRoot],
        Rule.TransactionNotAfterBlock => [OracleRule.TooEarly],
        // The oracle remembers every transaction, the ledger only an item's last: both refuse, by different names.
        Rule.RequestOfAvailable => [OracleRule.HeldBy, OracleRule.Known],
        Rule.ReleaseOfHeld => [OracleRule.NotHeld, OracleRule.Known],
        Rule.ReleaseAllowed => [OracleRule.NotHolder, OracleRule.Known],
        Rule.TimestampRises => [OracleRule.Stale, OracleRule.Known],
        Rule.CustodyRoot => [OracleRule.CustodyRoot],
        _ => [OracleRule.Form],
    };

    private static bool IsBlock(ForkStep step) => step.Kind is ForkEvent.Asked or ForkEvent.Unasked;

    private void Judge(string name)
    {
        // What stands on a bad block is not judged: there is no state to judge it on.
        if (!_states.TryGetValue(_drawing[name].Header.PrevHash.ToString(), out var parent)) return;
        var replay = _ledger.Next(parent, TextOf(name));
        Assert.Equal(_drawing.IsBad(name), !replay.IsValid);
        if (replay.IsValid) _states[replay.State.TipHash] = replay.State;
        else Assert.Contains(replay.Violation!.Rule, Names(name));
    }

    /// <summary>
    /// By which names the oracle may refuse a block: those of the rule that a step says it breaks itself.
    /// </summary>
    private string[] Names(string name)
    {
        var said = _fork.Steps.First(step =>
            IsBlock(step) && step.Subject == name && (
                step.Said.Length == 0 || (Enum.TryParse<Rule>(step.Said, out var rule) && rule != Rule.AncestorValid)));
        return said.Said.Length == 0 ? [OracleRule.HeaderHash] : NamesOf(Enum.Parse<Rule>(said.Said));
    }

    /// <summary>Why custody refuses a transaction that is submitted while nothing waits.</summary>
    private void CompareRefusals()
    {
        var tip = _ledger.Genesis;
        foreach (var step in _fork.Steps)
        {
            if (step.Said == "connected") tip = _states[_drawing[step.Subject].Hash.ToString()];
            if (step.Said is "accepted") return;
            if (step.Kind is not (ForkEvent.Submit or ForkEvent.Relay) || !Custody.Contains(step.Said)) continue;
            var refusal = _ledger.Refusal(
                tip, OracleText.Of(ForkWords.Transaction(step.Subject, _drawing.Builder.Parameters)));
            Assert.Equal(step.Said, refusal?.Reason);
        }
    }

    private string TextOf(string name) => Encoding.ASCII.GetString(_drawing.Text(name));
}

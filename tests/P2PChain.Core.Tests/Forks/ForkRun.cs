using System.Text;
using P2PChain.Core.Chain;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;
using P2PChain.Core.Wire;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Forks;

/// <summary>
/// Tells a drawn fork to the product, from the blocks' text on, and compares what it says at each step.
/// </summary>
internal sealed class ForkRun
{
    private readonly ForkCase _fork;
    private readonly ForkDrawing _drawing;
    private readonly Queue<ParkedBlock> _due = new();
    private TestLedger _ledger;

    public ForkRun(ForkCase fork)
    {
        _fork = fork;
        _drawing = new ForkDrawing(fork);
        _ledger = new TestLedger(_drawing.Builder.Parameters, poolLimits: ForkWords.Pool(fork));
    }

    public void Run()
    {
        foreach (var step in _fork.Steps) Take(step);
        Assert.Empty(_due);
        var state = _ledger.State;
        Assert.Equal(_fork.Tip, _drawing.NameOf(state.Tip.Hash));
        Assert.Equal(state.Tip.Header.CustodyRoot, state.Custody.Root);
        Assert.Equal(
            _fork.Items, ForkWords.Items(state.Custody.Entries.Select(entry => (entry.Uid.Text, entry.Holder?.Hex))));
        Assert.Equal(
            _fork.Pool.Select(text => ForkWords.Transaction(text, state.Parameters).Wid), state.Pool.Entries.Select(entry => entry.Transaction.Wid));
    }

    private void Take(ForkStep step)
    {
        switch (step.Kind)
        {
            case ForkEvent.Clock:
                _ledger.Now = new UnixTime((long)(ChainBuilder.At(ForkWords.Number(step.Subject)) * 1000));
                foreach (var due in _ledger.State.Parked.TakeDue(_ledger.Now)) _due.Enqueue(due);
                break;
            case ForkEvent.Restart:
                _ledger = new TestLedger(_drawing.Builder.Parameters, _ledger.Store, ForkWords.Pool(_fork)) { Now = _ledger.Now };
                break;
            case ForkEvent.Due:
                var parked = _due.Dequeue();
                Assert.Equal(step.Subject, _drawing.NameOf(parked.Block.Hash));
                Assert.Equal(
                    step.Said, ForkStep.Word(_ledger.Submit(parked.Block, from: 1, parked.IsRequested).Verdict));
                break;
            case ForkEvent.Submit: AssertSaid(step, _ledger.Submit(TransactionOf(step))); break;
            case ForkEvent.Relay: AssertSaid(step, _ledger.Submit(TransactionOf(step), PoolSource.From(new PeerId(1)))); break;
            default: Arrive(step); break;
        }
    }

    private void Arrive(ForkStep step)
    {
        var text = _drawing.Text(step.Subject);
        var isRead = LedgerJson.TryReadBlock(text, out var block, out var fault);
        Assert.Equal(step.Unread, isRead ? "" : $"{fault!.Code} {fault.Member}");
        if (isRead) Assert.Equal(Encoding.ASCII.GetString(text), Encoding.ASCII.GetString(block!.CanonicalBytes()));
        // What the reader refuses for its form, the rules refuse too, should another way in ever lead past it.
        if (step.Said.Length > 0) Assert.Equal(step.Said, Say(block ?? _drawing[step.Subject], step.Kind == ForkEvent.Asked));
    }

    private string Say(Block block, bool isRequested)
    {
        if (_drawing.Builder.ViolationOf(block) is not { } violation)
            return ForkStep.Word(_ledger.Submit(_drawing.Builder.Checked(block), from: 1, isRequested).Verdict);
        // Rule F3: of a wrong count, root or seal another copy may be right. Rule U4: an unknown version may be good.
        Assert.Equal(
            violation.Rule is not (Rule.TransactionCount or Rule.MerkleRoot or Rule.Seal or Rule.VersionInForce),
            violation.CondemnsHash);
        return violation.Rule.ToString();
    }

    private Transaction TransactionOf(ForkStep step) => ForkWords.Transaction(
        step.Subject, _drawing.Builder.Parameters);

    private static void AssertSaid(ForkStep step, Admission admission) => Assert.Equal(
        step.Said,
        admission switch
        {
            Admission.Accepted => "accepted",
            Admission.Waiting => "waiting",
            Admission.Refused refused => refused.Refusal.Reason.Name(),
            _ => "",
        });
}

using System.Collections.Immutable;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Custody;

public sealed class CustodyRulesTests
{
    private readonly ChainBuilder _draw = new();
    private readonly CustodyRules _open = new(NetworkParameters.Demo);

    [Fact] // rules C1, C2, C3, C4
    public void The_first_reason_that_holds_is_given()
    {
        var holders = new CustodyRules(new NetworkParameters { ReleasePolicy = ReleasePolicy.Holder });
        var taken = _draw.Request(TestKeys.Alice, "laptop-001", 10);
        var held = CustodyRules.Apply(taken, 4);
        var given = _draw.Release(TestKeys.Alice, "laptop-001", 20);
        var free = CustodyRules.Apply(given, 5);

        Assert.Equal(RefusalReason.Known, holders.Check(held, taken)?.Reason);
        Assert.Equal(RefusalReason.Known, holders.Check(free, given)?.Reason);
        Assert.Equal(RefusalReason.HeldBy, holders.Check(held, _draw.Request(TestKeys.Bob, "laptop-001", 9))?.Reason);
        Assert.Equal(RefusalReason.HeldBy, holders.Check(held, _draw.Request(TestKeys.Alice, "laptop-001", 11))?.Reason);
        Assert.Equal(RefusalReason.NotHeld, holders.Check(free, _draw.Release(TestKeys.Bob, "laptop-001", 9))?.Reason);
        Assert.Equal(RefusalReason.NotHeld, holders.Check(null, _draw.Release(TestKeys.Bob, "laptop-001", 9))?.Reason);
        Assert.Equal(RefusalReason.NotHolder, holders.Check(held, _draw.Release(TestKeys.Bob, "laptop-001", 9))?.Reason);
        Assert.Equal(RefusalReason.Stale, holders.Check(held, _draw.Release(TestKeys.Alice, "laptop-001", 9))?.Reason);
        Assert.Equal(RefusalReason.Stale, holders.Check(held, _draw.Release(TestKeys.Alice, "laptop-001", 10))?.Reason);
        Assert.Equal(RefusalReason.Stale, holders.Check(free, _draw.Request(TestKeys.Bob, "laptop-001", 20))?.Reason);
        Assert.Null(holders.Check(held, _draw.Release(TestKeys.Alice, "laptop-001", 10.000001)));
        Assert.Null(holders.Check(free, _draw.Request(TestKeys.Bob, "laptop-001", 20.000001)));
        Assert.Null(holders.Check(null, taken));
    }

    [Fact] // rule C1
    public void A_refusal_names_holder_height_time_and_winner()
    {
        var taken = _draw.Request(TestKeys.Alice, "laptop-001", 10);
        var refusal = _open.Check(CustodyRules.Apply(taken, 4), _draw.Request(TestKeys.Bob, "laptop-001", 11))!;
        var (uid, alice) = (ItemId.Parse("laptop-001"), TestKeys.Alice.PublicKey);
        Assert.Equal(new Refusal(RefusalReason.HeldBy, uid, alice, 4, ChainBuilder.At(10), taken.TxId), refusal);
        Assert.Equal(new Refusal(RefusalReason.NotHeld, uid), _open.Check(null, _draw.Release(TestKeys.Bob, "laptop-001", 11)));
    }

    [Theory] // rule C3
    [InlineData(ReleasePolicy.Anyone, true, true, true)]
    [InlineData(ReleasePolicy.Holder, true, false, false)]
    [InlineData(ReleasePolicy.HolderOrSteward, true, true, false)]
    public void The_policy_says_who_may_release(ReleasePolicy policy, bool holder, bool steward, bool stranger)
    {
        var rules = new CustodyRules(new NetworkParameters { ReleasePolicy = policy, Stewards = [TestKeys.Carol.PublicKey] });
        var held = CustodyRules.Apply(_draw.Request(TestKeys.Alice, "laptop-001", 10), 4);
        bool May(DeterministicSigner who) => rules.Check(held, _draw.Release(who, "laptop-001", 11)) is null;
        Assert.Equal((holder, steward, stranger), (May(TestKeys.Alice), May(TestKeys.Carol), May(TestKeys.Bob)));
    }

    [Theory] // rules C1, C2, C3, C4
    [InlineData(RefusalReason.HeldBy, Rule.RequestOfAvailable)]
    [InlineData(RefusalReason.NotHeld, Rule.ReleaseOfHeld)]
    [InlineData(RefusalReason.NotHolder, Rule.ReleaseAllowed)]
    [InlineData(RefusalReason.Stale, Rule.TimestampRises)]
    [InlineData(RefusalReason.Known, Rule.TimestampRises)]
    public void A_block_with_a_refused_transaction_breaks_the_rule_of_that_reason(RefusalReason reason, Rule rule)
    {
        var rules = new CustodyRules(new NetworkParameters { ReleasePolicy = ReleasePolicy.Holder });
        var taken = _draw.Request(TestKeys.Alice, "laptop-001", 10);
        var before = CustodyState.Empty.With(CustodyRules.Apply(taken, 4));
        var bad = reason switch
        {
            RefusalReason.HeldBy => _draw.Request(TestKeys.Bob, "laptop-001", 11),
            RefusalReason.NotHeld => _draw.Release(TestKeys.Bob, "key-7", 11),
            RefusalReason.NotHolder => _draw.Release(TestKeys.Bob, "laptop-001", 11),
            RefusalReason.Stale => _draw.Release(TestKeys.Alice, "laptop-001", 10),
            _ => taken,
        };
        ImmutableArray<Transaction> body = [_draw.Request(TestKeys.Carol, "camera", 1), bad];
        Assert.False(CustodyStep.TryApply(rules, before, body, 5, out _, out var violation));
        Assert.Equal(rule, violation.Rule);
        Assert.Contains(reason.ToString(), violation.Limit, StringComparison.Ordinal);
    }

    [Fact] // rule C5
    public void A_block_s_undo_keeps_each_item_as_it_was_before_its_first_transaction_in_the_block()
    {
        var before = CustodyState.Empty.With(CustodyRules.Apply(_draw.Request(TestKeys.Alice, "laptop-001", 10), 4));
        Transaction[] body =
        [
            _draw.Release(TestKeys.Bob, "laptop-001", 11),
            _draw.Request(TestKeys.Carol, "key-7", 1),
            _draw.Request(TestKeys.Carol, "laptop-001", 12),
        ];
        Assert.True(CustodyStep.TryApply(_open, before, body, 5, out var step, out _));
        Assert.Equal(["laptop-001", "key-7"], step.Undo.Before.Select(entry => entry.Key.Text));
        Assert.Equal([4L, null], step.Undo.Before.Select(entry => entry.Value?.Since));
        Assert.Equal(5, step.After.Find(ItemId.Parse("laptop-001"))!.Since);
        Assert.Equal(before.Entries, step.Undo.Undo(step.After).Entries);
    }
}

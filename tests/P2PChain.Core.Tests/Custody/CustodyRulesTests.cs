using System.Collections.Immutable;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;
using P2PChain.Core.RuleSets;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Custody;

public sealed class CustodyRulesTests
{
    private readonly ChainBuilder _draw = new();
    private readonly RuleSet1 _open = new(NetworkParameters.Demo);

    [Fact] // rules C1, C2, C3, C4
    public void The_first_reason_that_holds_is_given()
    {
        var holders = new RuleSet1(new NetworkParameters { ReleasePolicy = ReleasePolicy.Holder });
        var taken = _draw.Request(TestKeys.Alice, "laptop-001", 10);
        var held = CustodyRules.Apply(taken, 4);
        var given = _draw.Release(TestKeys.Alice, "laptop-001", 20);
        var free = CustodyRules.Apply(given, 5);

        Assert.Equal(RefusalReason.Known, Check(holders, held, taken)?.Reason);
        Assert.Equal(RefusalReason.Known, Check(holders, free, given)?.Reason);
        Assert.Equal(RefusalReason.HeldBy, Check(holders, held, _draw.Request(TestKeys.Bob, "laptop-001", 9))?.Reason);
        Assert.Equal(
            RefusalReason.HeldBy, Check(holders, held, _draw.Request(TestKeys.Alice, "laptop-001", 11))?.Reason);
        Assert.Equal(RefusalReason.NotHeld, Check(holders, free, _draw.Release(TestKeys.Bob, "laptop-001", 9))?.Reason);
        Assert.Equal(RefusalReason.NotHeld, Check(holders, null, _draw.Release(TestKeys.Bob, "laptop-001", 9))?.Reason);
        Assert.Equal(
            RefusalReason.NotHolder, Check(holders, held, _draw.Release(TestKeys.Bob, "laptop-001", 9))?.Reason);
        Assert.Equal(RefusalReason.Stale, Check(holders, held, _draw.Release(TestKeys.Alice, "laptop-001", 9))?.Reason);
        Assert.Equal(
            RefusalReason.Stale, Check(holders, held, _draw.Release(TestKeys.Alice, "laptop-001", 10))?.Reason);
        Assert.Equal(RefusalReason.Stale, Check(holders, free, _draw.Request(TestKeys.Bob, "laptop-001", 20))?.Reason);
        Assert.Null(Check(holders, held, _draw.Release(TestKeys.Alice, "laptop-001", 10.000001)));
        Assert.Null(Check(holders, free, _draw.Request(TestKeys.Bob, "laptop-001", 20.000001)));
        Assert.Null(Check(holders, null, taken));
    }

    [Fact] // rule C1
    public void A_refusal_names_holder_height_time_and_winner()
    {
        var taken = _draw.Request(TestKeys.Alice, "laptop-001", 10);
        var refusal = Check(_open, CustodyRules.Apply(taken, 4), _draw.Request(TestKeys.Bob, "laptop-001", 11))!;
        var (uid, alice) = (ItemId.Parse("laptop-001"), TestKeys.Alice.PublicKey);
        Assert.Equal(new Refusal(RefusalReason.HeldBy, uid, alice, 4, ChainBuilder.At(10), taken.TxId), refusal);
        Assert.Equal(
            new Refusal(RefusalReason.NotHeld, uid), Check(_open, null, _draw.Release(TestKeys.Bob, "laptop-001", 11)));
    }

    [Theory] // rule C3
    [InlineData(ReleasePolicy.Anyone, true, true, true)]
    [InlineData(ReleasePolicy.Holder, true, false, false)]
    [InlineData(ReleasePolicy.HolderOrSteward, true, true, false)]
    public void The_policy_says_who_may_release(ReleasePolicy policy, bool holder, bool steward, bool stranger)
    {
        var rules = new RuleSet1(
            new NetworkParameters { ReleasePolicy = policy, Stewards = [TestKeys.Carol.PublicKey] });
        var held = CustodyRules.Apply(_draw.Request(TestKeys.Alice, "laptop-001", 10), 4);
        bool May(DeterministicSigner who) => Check(rules, held, _draw.Release(who, "laptop-001", 11)) is null;
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
        var rules = new RuleSet1(new NetworkParameters { ReleasePolicy = ReleasePolicy.Holder });
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
        Assert.False(CustodyStep.TryApply(rules, before, body, new BlockMoment(5, 0), out _, out var violation));
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
        Assert.True(CustodyStep.TryApply(_open, before, body, new BlockMoment(5, 0), out var step, out _));
        Assert.Equal(["laptop-001", "key-7"], step.Undo.Before.Select(entry => entry.Key.Text));
        Assert.Equal([4L, null], step.Undo.Before.Select(entry => entry.Value?.Since));
        Assert.Equal(5, step.After.Find(ItemId.Parse("laptop-001"))!.Since);
        Assert.Equal(before.Entries, step.Undo.Undo(step.After).Entries);
    }

    private static Refusal? Check(RuleSet1 rules, CustodyEntry? entry, Transaction transaction) =>
        rules.Check(
            transaction, entry is null ? CustodyState.Empty : CustodyState.Empty.With(entry), BlockMoment.Waiting);
}

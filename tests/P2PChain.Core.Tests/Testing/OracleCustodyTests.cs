using P2PChain.Testing;
using P2PChain.Testing.Oracle;
using static P2PChain.Core.Tests.Testing.OracleScene;

namespace P2PChain.Core.Tests.Testing;

public sealed class OracleCustodyTests
{
    private readonly OracleScene _open = new();

    private OracleState Root => _open.Ledger.Genesis;

    [Fact]
    public void The_first_reason_that_holds_is_given()
    {
        var request = Request(TestKeys.Alice, "laptop", 10);
        var held = _open.Grow(Root, request);
        Assert.Equal(OracleRule.NotHeld, _open.RuleBrokenBy(Root, Release(TestKeys.Alice, "laptop", 10)));
        Assert.Equal(OracleRule.Known, _open.RuleBrokenBy(held, request));
        Assert.Equal(OracleRule.HeldBy, _open.RuleBrokenBy(held, Request(TestKeys.Bob, "laptop", 11)));
        Assert.Equal(OracleRule.HeldBy, _open.RuleBrokenBy(held, Request(TestKeys.Bob, "laptop", 9)));
        Assert.Equal(OracleRule.Stale, _open.RuleBrokenBy(held, Release(TestKeys.Bob, "laptop", 10)));
        Assert.Null(_open.RuleBrokenBy(held, Release(TestKeys.Bob, "laptop", 10.000001)));

        var free = _open.Grow(held, Release(TestKeys.Bob, "laptop", 11));
        Assert.Equal(OracleRule.Known, _open.RuleBrokenBy(free, request));
        Assert.Equal(OracleRule.NotHeld, _open.RuleBrokenBy(free, Release(TestKeys.Bob, "laptop", 10)));
        Assert.Equal(OracleRule.Stale, _open.RuleBrokenBy(free, Request(TestKeys.Bob, "laptop", 11)));
    }

    [Fact]
    public void A_refusal_names_holder_and_height()
    {
        var request = Request(TestKeys.Alice, "laptop", 10);
        var state = _open.Grow(_open.Grow(Root, request));
        var alice = TestKeys.Alice.PublicKey.Hex;
        var rival = Request(TestKeys.Bob, "laptop", 11);
        Assert.Equal(new OracleRefusal("held-by", 1, alice), _open.Ledger.Refusal(state, rival.Text));
        Assert.Equal(new OracleRefusal("known", 1, alice), _open.Ledger.Refusal(state, request.Text));
        Assert.Null(_open.Ledger.Refusal(state, Request(TestKeys.Bob, "mouse", 1).Text));
    }

    [Fact]
    public void A_request_and_its_release_fit_in_one_block_in_that_order_only()
    {
        var (request, release) = (Request(TestKeys.Alice, "laptop", 1), Release(TestKeys.Alice, "laptop", 2));
        Assert.Null(_open.RuleBrokenBy(Root, request, release));
        Assert.Equal(OracleRule.NotHeld, _open.RuleBrokenBy(Root, release, request));
    }

    [Fact]
    public void Who_may_release_is_the_network_s_policy()
    {
        string? Broken(string policy, DeterministicSigner who)
        {
            var scene = new OracleScene(policy: policy, stewards: Keys(TestKeys.Carol));
            var held = scene.Grow(scene.Ledger.Genesis, Request(TestKeys.Alice, "laptop", 1));
            return scene.RuleBrokenBy(held, Release(who, "laptop", 2));
        }

        Assert.Null(Broken("anyone", TestKeys.Bob));
        Assert.Null(Broken("holder", TestKeys.Alice));
        Assert.Equal(OracleRule.NotHolder, Broken("holder", TestKeys.Bob));
        Assert.Equal(OracleRule.NotHolder, Broken("holder", TestKeys.Carol));
        Assert.Null(Broken("holder-or-steward", TestKeys.Alice));
        Assert.Null(Broken("holder-or-steward", TestKeys.Carol));
        Assert.Equal(OracleRule.NotHolder, Broken("holder-or-steward", TestKeys.Bob));
    }

    [Fact]
    public void An_item_s_history_is_told_oldest_first()
    {
        var request = Request(TestKeys.Alice, "laptop", 1);
        var release = Release(TestKeys.Bob, "laptop", 2);
        var state = _open.Grow(_open.Grow(_open.Grow(Root, request)), Request(TestKeys.Carol, "mouse", 2), release);
        Assert.Equal(
            [(1L, request.Txid), (3L, release.Txid)],
            state.Custody.History["laptop"].Select(move => (move.Height, move.Transaction.Txid)));
        Assert.Equal(new OracleItem("laptop", null, 3, At(2), release.Txid), state.Custody.Items["laptop"]);
    }

    [Fact]
    public void The_custody_root_of_one_item_is_its_leaf_and_of_none_is_zero()
    {
        Assert.Equal(new string('0', 64), Root.Custody.Root);
        var state = _open.Grow(Root, Request(TestKeys.Alice, "laptop", 1));
        var leaf = (byte[])[0, .. System.Text.Encoding.ASCII.GetBytes(state.Custody.Items["laptop"].EntryText)];
        Assert.Equal(OracleJson.Sha256(leaf), state.CustodyRoot);
    }
}

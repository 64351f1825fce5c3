using System.Text;
using P2PChain.Core.Plain;
using P2PChain.Core.Wire;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Plain;

/// <summary>Items of the original network whose ids our rules do not allow are counted and named.</summary>
public sealed class PlainUnreadableTests
{
    private static readonly ChainBuilder Draw = new();

    private readonly PlainUnreadable _items = new();

    [Fact]
    public void Each_item_is_counted_once_and_three_are_named()
    {
        Assert.Null(_items.Phrase);
        _items.Add("laptop 7");
        _items.Add("laptop 7");
        Assert.Equal("1 item cannot be read here (\"laptop 7\")", _items.Phrase);
        foreach (var item in new[] { "a/b", "c\"d", "e f" }) _items.Add(item);
        Assert.Equal("4 items cannot be read here (\"a/b\", \"c'd\", \"e f\" and 1 more)", _items.Phrase);
    }

    [Fact]
    public void Without_a_name_there_is_no_count()
    {
        _items.Add("");
        Assert.Equal("some of its transactions cannot be read here", _items.Phrase);
        _items.Add("laptop 7");
        Assert.Equal("1 item cannot be read here (\"laptop 7\")", _items.Phrase);
    }

    [Fact]
    public void The_names_are_bounded()
    {
        for (var i = 0; i < 10_000; i++) _items.Add($"item {i}");
        Assert.StartsWith("at least 256 items cannot be read here (", _items.Phrase, StringComparison.Ordinal);
    }

    [Fact]
    public void A_block_names_the_items_that_are_left_out_of_it()
    {
        var good = Encoding.UTF8.GetString(Draw.Request(TestKeys.Bob, "laptop-7", 1).CanonicalBytes);
        string[] transactions =
        [
            good,
            good.Replace("laptop-7", "laptop 7", StringComparison.Ordinal),
            good.Replace("\"laptop-7\"", "7", StringComparison.Ordinal),
            good.Replace("\"type\": 1", "\"type\": 3", StringComparison.Ordinal),
            good.Replace("laptop-7", "caf\\u00e9", StringComparison.Ordinal),
            good.Replace("laptop-7", new string('x', 129), StringComparison.Ordinal),
        ];
        var hash = new string('0', 64);
        var text = $$"""{"hash": "{{hash}}", "index": 1, "nonce": 0, "prev_hash": "{{hash}}", "timestamp": 1.0, "transactions": [{{string.Join(", ", transactions)}}]}""";
        Assert.True(
            PlainBlockJson.TryRead(Encoding.UTF8.GetBytes(text), out var block, out var fault), fault?.ToString());
        Assert.Equal("laptop-7", Assert.Single(block.Transactions).Uid.Text);
        Assert.Equal(5, block.Unreadable.Length);
        Assert.Equal(["laptop 7", "caf?"], block.Unreadable.Where((_, at) => at is 0 or 3));
    }
}

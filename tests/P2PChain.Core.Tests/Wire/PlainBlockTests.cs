using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.RuleSets;
using P2PChain.Core.Wire;
using P2PChain.Testing.Plain;

namespace P2PChain.Core.Tests.Wire;

/// <summary>docs/protocol.md, plain peers: their blocks, read and pushed.</summary>
public sealed class PlainBlockTests
{
    private static readonly BlockChecks Checks = new(
        new RuleSchedule(NetworkParameters.Demo), new SignatureVerifier(), new SignatureMemo());

    private static readonly string[] Lines =
        [.. PlainRecording.Transcript.Where(said => said.Direction == "from-seed-node" && said.Line.Contains("new_block", StringComparison.Ordinal)).Select(said => said.Line)];

    [Fact]
    public void The_original_nodes_blocks_are_read_and_their_transactions_are_good()
    {
        Assert.Equal(4, Lines.Length);
        var blocks = Lines.Select(Read).ToList();
        Assert.Equal([1, 2, 3, 4], blocks.Select(block => block.Index));
        Assert.Equal(["laptop-001", "mouse-002", "laptop-001", "desk-1", "desk-2", "desk-3"],
            blocks.SelectMany(block => block.Transactions).Select(transaction => transaction.Uid.Text));
        Assert.All(blocks, block => Assert.Empty(block.Unreadable));
        Assert.All(
            blocks.SelectMany(block => block.Transactions),
            transaction => Assert.True(Checks.TryCheck(transaction, out _, out _)));
        Assert.Equal(1795360591.6386638, blocks[0].Timestamp);
        Assert.Equal("00bda4ded70532b089bc7b103c4190375ab5ef3ecde84f17b62e68c1b04a6b4d", blocks[0].Hash.ToString());
        Assert.Equal(blocks[0].Hash, blocks[1].PrevHash);
    }

    [Fact]
    public void Members_that_no_signature_of_theirs_covers_are_dropped()
    {
        var block = Read(Lines[0].Replace(
            "\"uid\"",
            "\"note\": \"mine!\", \"network\": \"other\", \"extra\": [{}], \"uid\"",
            StringComparison.Ordinal));
        var transaction = Assert.Single(block.Transactions);
        Assert.Equal((null, null), (transaction.Content.Note, transaction.Content.Network));
        Assert.True(Checks.TryCheck(transaction, out _, out _));
    }

    [Theory]
    [InlineData("\"uid\": \"desk-2\"", "\"uid\": \"desk 2\"")]
    [InlineData("\"uid\": \"desk-2\"", "\"uid\": 2")]
    [InlineData("\"uid\": \"desk-2\"", "\"uid\": {\"a\": [{\"b\": {}}]}")]
    [InlineData("\"uid\": \"desk-2\", \"type\": 1", "\"uid\": \"desk-2\", \"type\": 3")]
    [InlineData("\"uid\": \"desk-2\", \"type\": 1", "\"uid\": \"desk-2\"")]
    [InlineData(
        "\"uid\": \"desk-2\", \"type\": 1, \"timestamp\": 1795360591.6486247",
        "\"uid\": \"desk-2\", \"type\": 1, \"timestamp\": -1")]
    public void A_transaction_that_has_not_our_form_is_left_out_and_its_neighbours_stay(string whole, string other)
    {
        var line = Lines[3].Replace(whole, other, StringComparison.Ordinal);
        Assert.NotEqual(Lines[3], line);
        var block = Read(line);
        Assert.Single(block.Unreadable);
        Assert.Equal(["desk-1", "desk-3"], block.Transactions.Select(transaction => transaction.Uid.Text));
    }

    [Theory]
    [InlineData("desk-2\\udcfc")] // as Python writes a byte that its terminal's encoding does not know
    [InlineData("\\ud83ddesk-2")]
    [InlineData("\\ud83d\\ud83d\\ude00")]
    [InlineData("\\\\\\uDE00")]
    public void Half_a_surrogate_pair_in_their_chain_costs_only_its_transaction(string uid)
    {
        var block = Lines[3].Replace("desk-2", uid, StringComparison.Ordinal);
        block = block[block.IndexOf("{\"index\"", StringComparison.Ordinal)..block.IndexOf(
            ", \"sender\"", StringComparison.Ordinal)];
        Assert.True(PlainBlockJson.TryRead(System.Text.Encoding.UTF8.GetBytes(block), out var read, out _));
        Assert.Equal((1, 4), (read.Unreadable.Length, read.Index));
        Assert.Equal(["desk-1", "desk-3"], read.Transactions.Select(transaction => transaction.Uid.Text));
    }

    [Fact]
    public void Items_that_are_no_transactions_at_all_are_left_out()
    {
        var start = Lines[3].IndexOf("\"transactions\": [", StringComparison.Ordinal) + "\"transactions\": [".Length;
        var block = Read(Lines[3].Insert(start, "7, null, \"x\", [[{}], {}], {}, "));
        Assert.Equal((5, 3), (block.Unreadable.Length, block.Transactions.Length));
    }

    [Theory]
    [InlineData("\"index\": 1", "\"index\": -1")]
    [InlineData("\"index\": 1", "\"index\": \"1\"")]
    [InlineData("\"nonce\": 15", "\"nonce\": {}")]
    [InlineData("\"prev_hash\": \"a7", "\"prev_hash\": \"zz")]
    public void A_block_that_is_not_of_their_form_either_is_ignored(string whole, string other)
    {
        var line = Lines[0].Replace(whole, other, StringComparison.Ordinal);
        Assert.NotEqual(Lines[0], line);
        Assert.Equal(new Decoded.Ignored("new_block"), Samples.Decode(line));
    }

    [Fact]
    public void A_push_is_what_a_node_of_theirs_was_seen_to_accept()
    {
        var push = new PlainBlock(
            5, Samples.Block.Header.PrevHash, [Samples.Request], 0, 1766650003.25, Samples.Block.Hash);
        var line = Samples.Line(new Message.NewPlainBlock(push));
        Assert.Equal(
            $$"""{"type": "new_block", "payload": {"hash": "{{push.Hash}}", "index": 5, "nonce": 0, "prev_hash": "{{push.PrevHash}}", "timestamp": 1766650003.25, "transactions": [{{System.Text.Encoding.ASCII.GetString(Samples.Request.CanonicalBytes)}}]}, "sender": "127.0.0.1:6000"}""",
            line);
        var read = Read(line);
        Assert.Equal(push with { Transactions = read.Transactions }, read);
        Assert.Equal(Samples.Request, Assert.Single(read.Transactions));
    }

    private static PlainBlock Read(string line) =>
        Assert.IsType<Message.NewPlainBlock>(Assert.IsType<Decoded.Understood>(Samples.Decode(line)).Message).Block;
}

using P2PChain.Actors.Console;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Node.Screen;
using P2PChain.Testing;
using static P2PChain.Node.Tests.Screen.Views;

namespace P2PChain.Node.Tests.Screen;

public sealed class BlockLinesTests
{
    private static readonly Block Genesis = NetworkParameters.Demo.Genesis();

    [Fact]
    public void A_block_is_told_with_its_header_and_a_row_for_each_transaction()
    {
        var taken = Transaction(TransactionType.Request, "for\tAnna");
        var given = Transaction(TransactionType.Release, null);
        var block = new Block(
            Genesis.Header with { Index = 7, PrevHash = Tip, TimeMs = Now.Milliseconds, Miner = Me }, null, [taken, given]);
        Assert.Equal(
            [
                "block 7 is on the best chain, with 3 confirmations",
                $"hash      {block.Hash}",
                $"previous  {TipText}",
                "time      12:30:00",
                "miner     me (02aaaaaa…)",
                $"key       {Me.Hex}",
                $"work      {Spoken.Number(block.Header.Difficulty)} hashes expected, 3072 up to this block",
                $"size      {Spoken.Bytes(block.CanonicalBytes().Length)}, 2 transactions",
                $"laptop-001\trequested\t{TestKeys.Alice.PublicKey.Short}\t12:04\t{taken.TxId.Short(12)}\tfor?Anna",
                $"laptop-001\treleased\t{TestKeys.Alice.PublicKey.Short}\t12:04\t{given.TxId.Short(12)}\t",
            ],
            Answer(new AnswerProtocol.BlockView(block, 9, new Work(3072))));
        Assert.Equal(
            "block 7 is beside the best chain, so nothing in it stands",
            Answer(new AnswerProtocol.BlockView(block, 9, null))[0]);
    }

    [Fact]
    public void Genesis_has_no_miner_and_moves_no_item()
    {
        var lines = Answer(new AnswerProtocol.BlockView(Genesis, 0, default(Work)));
        Assert.Equal("block 0 is on the best chain, with 1 confirmation", lines[0]);
        Assert.Equal(["miner     none", "no item moved in it"], lines.Where((_, at) => at is 4 or 7));
    }

    [Fact]
    public void A_block_that_is_not_found_is_told_with_the_next_step()
    {
        Assert.Equal(
            ["no block 12 is known here; the best chain ends with block 9"],
            Answer(new AnswerProtocol.BlockNotFound(BlockName.Parse("12")!, 9, IsAmbiguous: false)));
        Assert.Equal(
            ["several blocks begin with 00ab12cd: write more digits"],
            Answer(new AnswerProtocol.BlockNotFound(BlockName.Parse("00AB12CD")!, 9, IsAmbiguous: true)));
    }

    private static Transaction Transaction(TransactionType type, string? note) =>
        new TransactionContent(TestKeys.Alice.PublicKey, Laptop, type, Moved, Note: note).SignedBy(TestKeys.Alice);

    private static string[] Answer(AnswerProtocol.IResult result) => Lines(AnswerText.Of(result, Say));
}

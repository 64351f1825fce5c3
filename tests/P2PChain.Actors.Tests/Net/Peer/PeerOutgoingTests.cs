using System.Collections.Immutable;
using System.Text;
using Akka.Actor;
using Akka.IO;
using P2PChain.Actors.Ledger;
using P2PChain.Actors.Net;
using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;
using P2PChain.Testing;
using Xunit.Abstractions;
using static P2PChain.Actors.Ledger.VerifyProtocol;

namespace P2PChain.Actors.Tests.Net.Peer;

/// <summary>What goes out: news, answers, bodies, and how much of it may wait.</summary>
public sealed class PeerOutgoingTests(ITestOutputHelper output) : PeerStage(output)
{
    private static readonly Block Block = Drawn.Add("told-1", "genesis");
    private static readonly Transaction Request = Drawn.Request(TestKeys.Bob, "laptop-001", 10);

    [Fact]
    public void News_goes_out_once_and_not_to_where_it_came_from()
    {
        StartReady();
        var frame = MessageCodec.Encode(new Message.NewBlock(Block), null);
        Peer.Tell(new PeerProtocol.Deliver(frame, Hash256.Zero, OutboxPriority.Blocks, new PeerId(1)));
        Peer.Tell(new PeerProtocol.Deliver(frame, Block.Hash, OutboxPriority.Blocks, new PeerId(2)));
        Peer.Tell(new PeerProtocol.Deliver(frame, Block.Hash, OutboxPriority.Blocks, null));
        Say(new Message.NewTransaction(Request));
        Verify.ExpectMsg<VerifyTransaction>();
        Peer.Tell(new PeerProtocol.Deliver(frame, Request.Wid, OutboxPriority.Transactions, null));
        Say(new Message.Ping(null));
        Assert.IsType<Message.NewBlock>(Heard());
        Assert.IsType<Message.Pong>(Heard());
    }

    [Fact]
    public void A_block_that_the_peer_told_goes_not_back_to_it_when_it_came_from_another_first()
    {
        StartReady();
        Say(new Message.NewBlock(Block));
        Verify.ExpectMsg<VerifyBlock>();
        Peer.Tell(new PeerProtocol.Deliver(
            MessageCodec.Encode(new Message.NewBlock(Block), null), Block.Hash, OutboxPriority.Blocks, new PeerId(2)));
        Say(new Message.Ping(null));
        Assert.IsType<Message.Pong>(Heard());
    }

    [Fact] // a peer may have dropped a transaction since it sent it, in a reorganisation
    public void A_transaction_that_goes_on_waiting_is_told_again_also_to_the_peer_that_sent_it()
    {
        StartReady();
        var (told, sent, first) = (
            Entry("told", 1), Entry("sent", 2), Entry("first", 3) with { Source = PoolSource.From(new PeerId(1)) });
        Say(new Message.NewTransaction(sent.Transaction));
        Verify.ExpectMsg<VerifyTransaction>();
        Peer.Tell(new PeerProtocol.Offer([told, sent, first], IsAgain: false));
        Peer.Tell(new PeerProtocol.Offer([told, sent, first], IsAgain: false));
        Peer.Tell(new PeerProtocol.Offer([told, sent, first], IsAgain: true));
        Say(new Message.Ping(null));
        Assert.Equal(told.Transaction.Wid, Assert.IsType<Message.NewTransaction>(Heard()).Transaction.Wid);
        Assert.IsType<Message.Pong>(Heard()); // it goes before what is less urgent
        foreach (var again in new[] { told, sent, first })
            Assert.Equal(again.Transaction.Wid, Assert.IsType<Message.NewTransaction>(Heard()).Transaction.Wid);
        AwaitEverythingRead();
    }

    [Fact]
    public void Transactions_take_a_quarter_of_the_outbox_and_the_rest_go_out_in_order_as_room_appears()
    {
        Settings = new PeerSettings { OutboxBytesMax = 65_536 };
        StartReady();
        AwaitEverythingRead();
        ImmutableArray<PoolEntry> waiting = [.. Enumerable.Range(1, 300).Select(i => Entry($"item-{i}", i))];
        Peer.Tell(new PeerProtocol.Offer(waiting, IsAgain: false));
        var last = Entry("item-301", 301).Transaction;
        var frame = MessageCodec.Encode(new Message.NewTransaction(last), null);
        Peer.Tell(new PeerProtocol.Deliver(frame, last.Wid, OutboxPriority.Transactions, null));
        var heard = new List<Hash256>();
        while (heard.Count < 301)
        {
            var write = (Tcp.Write)Wire.FishForMessage(message => message is Tcp.Write);
            Assert.InRange(write.Data.Count, 1, (65_536 / 4) + 1_000);
            heard.AddRange(
                Lines(write).Select(line => Assert.IsType<Message.NewTransaction>(Decoded(line)).Transaction.Wid));
            Acknowledge(write);
        }
        Assert.Equal([.. waiting.Select(entry => entry.Transaction.Wid), last.Wid], heard);
    }

    [Fact]
    public void A_peer_that_has_not_taken_the_last_offer_is_offered_nothing_again()
    {
        Settings = new PeerSettings { OutboxBytesMax = 65_536 };
        StartReady();
        AwaitEverythingRead();
        ImmutableArray<PoolEntry> waiting = [.. Enumerable.Range(1, 300).Select(i => Entry($"item-{i}", i))];
        Peer.Tell(new PeerProtocol.Offer(waiting, IsAgain: false));
        Peer.Tell(new PeerProtocol.Offer(waiting, IsAgain: true));
        Say(new Message.Ping(null));
        var heard = 0;
        for (Message message = Heard(); message is Message.NewTransaction or Message.Pong; message = Heard())
        {
            if (message is Message.NewTransaction) heard++;
            if (heard == 300) break;
        }
        Say(new Message.Ping(null));
        Assert.IsType<Message.Pong>(Heard());
    }

    [Fact]
    public void One_write_is_in_flight_and_what_waits_goes_out_together()
    {
        StartReady();
        for (var i = 0; i < 4; i++) Peer.Tell(PeerProtocol.AskTips.Instance);
        var first = (Tcp.Write)Wire.FishForMessage(message => message is Tcp.Write);
        Assert.Single(Lines(first));
        Wire.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Acknowledge(first);
        var second = Wire.ExpectMsg<Tcp.Write>();
        Assert.Equal(3, Lines(second).Length);
    }

    [Fact]
    public void A_peer_that_does_not_read_is_cut_off_at_the_bound_of_the_outbox()
    {
        Settings = new PeerSettings { OutboxBytesMax = 65_536 };
        StartReady();
        for (var i = 0; i < 3; i++)
            Peer.Tell(new PeerProtocol.Deliver(new byte[30_000], Hash256.Of([(byte)i]), OutboxPriority.Blocks, null));
        Manager.ExpectNoMsg(TimeSpan.FromMilliseconds(50)); // one is being written, two wait
        Peer.Tell(new PeerProtocol.Deliver(new byte[30_000], Hash256.Of([9]), OutboxPriority.Blocks, null));
        Assert.Equal(PeerFaultCode.DoesNotRead, ExpectAborted());
    }

    [Fact]
    public void A_block_is_announced_by_its_header_while_half_of_the_outbox_waits()
    {
        Settings = new PeerSettings { OutboxBytesMax = 65_536 };
        StartReady();
        Peer.Tell(new PeerProtocol.Deliver(new byte[10], Hash256.Of([1]), OutboxPriority.Blocks, null));
        var held = (Tcp.Write)Wire.FishForMessage(message => message is Tcp.Write);
        Peer.Tell(new PeerProtocol.Deliver(new byte[32_769], Hash256.Of([2]), OutboxPriority.Blocks, null));
        var frame = MessageCodec.Encode(new Message.NewBlock(Block), null);
        Peer.Tell(
            new PeerProtocol.Deliver(frame, Block.Hash, OutboxPriority.Blocks, null) { Header = HeaderItem.Of(Block) });
        Acknowledge(held);
        var next = ((Tcp.Write)Wire.FishForMessage(message => message is Tcp.Write)).Data.ToArray();
        var line = MessageCodec.Encode(new Message.Headers(0, [HeaderItem.Of(Block)], More: false), null);
        Assert.Equal(line, next[32_769..]);
    }

    [Fact]
    public void A_peer_that_reads_slowly_stays_connected_and_fetches_the_blocks_that_were_only_announced()
    {
        Settings = new PeerSettings { OutboxBytesMax = 65_536 };
        StartReady();
        AwaitEverythingRead();
        var blocks = new List<Block> { Drawn.Add("slow-0", "genesis") };
        for (var i = 1; i < 40; i++) blocks.Add(Drawn.Add($"slow-{i}", $"slow-{i - 1}"));
        foreach (var block in blocks)
        {
            var text = Encoding.ASCII.GetString(MessageCodec.Encode(new Message.NewBlock(block), null));
            var frame = Encoding.ASCII.GetBytes(
                text.Insert(text.IndexOf(' ', StringComparison.Ordinal), new string(' ', 4_096)));
            Peer.Tell(new PeerProtocol.Deliver(frame, block.Hash, OutboxPriority.Blocks, null) { Header = HeaderItem.Of(block) });
        }
        var (pushed, announced) = (new List<Hash256>(), new List<Hash256>());
        while (pushed.Count + announced.Count < blocks.Count)
        {
            switch (Heard())
            {
                case Message.NewBlock(var block): pushed.Add(block.Hash); break;
                case Message.Headers(Message.Headers.AnnouncedId, [var item], _): announced.Add(item.Hash); break;
                case var other: Assert.Fail(other.ToString()); break;
            }
        }
        Assert.InRange(pushed.Count, 7, 12);
        Assert.Equal(blocks.Select(block => block.Hash), pushed.Concat(announced));
        foreach (var hashes in announced.Chunk(16))
        {
            Say(new Message.GetBlocks(9, [.. hashes]));
            foreach (var hash in hashes)
            {
                Assert.Equal(hash, Chain.ExpectMsg<ChainProtocol.GetBlock>().Hash);
                var text = blocks.Single(block => block.Hash == hash).CanonicalBytes();
                Peer.Tell(new ChainProtocol.FoundBlock(hash, 9, text), Chain);
                Assert.Equal(hash, Assert.IsType<Message.BlockMessage>(Heard()).Block.Hash);
            }
        }
        AwaitEverythingRead();
    }

    [Fact]
    public void Besides_what_may_wait_one_larger_frame_may_and_it_goes_out_in_parts()
    {
        Settings = new PeerSettings { OutboxBytesMax = 131_072 };
        StartReady();
        Peer.Tell(new PeerProtocol.Deliver(new byte[10], Hash256.Of([1]), OutboxPriority.Blocks, null));
        var held = (Tcp.Write)Wire.FishForMessage(message => message is Tcp.Write);
        Peer.Tell(new PeerProtocol.Deliver(new byte[300_000], Hash256.Of([2]), OutboxPriority.Blocks, null));
        Peer.Tell(new PeerProtocol.Deliver(new byte[131_072], Hash256.Of([3]), OutboxPriority.Blocks, null));
        Acknowledge(held);
        for (var waiting = 300_000 + 131_072; waiting > 0;)
        {
            var part = (Tcp.Write)Wire.FishForMessage(message => message is Tcp.Write);
            Assert.Equal(Math.Min(65_536, waiting), part.Data.Count);
            waiting -= part.Data.Count;
            if (waiting > 100_000) Acknowledge(part);
            else break;
        }
        Peer.Tell(new PeerProtocol.Deliver(new byte[300_000], Hash256.Of([4]), OutboxPriority.Blocks, null));
        Manager.ExpectNoMsg(TimeSpan.FromMilliseconds(50)); // the first one is out
        Peer.Tell(new PeerProtocol.Deliver(new byte[300_000], Hash256.Of([5]), OutboxPriority.Blocks, null));
        Assert.Equal(PeerFaultCode.DoesNotRead, ExpectAborted());
    }

    [Fact]
    public void Bodies_are_loaded_one_at_a_time_as_the_outbox_drains()
    {
        Settings = new PeerSettings { OutboxBytesMax = 65_536 };
        StartReady();
        Peer.Tell(new PeerProtocol.Deliver(new byte[10], Hash256.Of([1]), OutboxPriority.Blocks, null));
        Peer.Tell(new PeerProtocol.Deliver(new byte[40_000], Hash256.Of([2]), OutboxPriority.Blocks, null));
        var held = (Tcp.Write)Wire.FishForMessage(message => message is Tcp.Write);
        Say(new Message.GetBlocks(5, [Block.Hash, Hash256.Zero]));
        Chain.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Acknowledge(held);
        Assert.Equal(new ChainProtocol.GetBlock(Block.Hash, 5), Chain.ExpectMsg<ChainProtocol.GetBlock>());
        Chain.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Peer.Tell(new ChainProtocol.FoundBlock(Block.Hash, 5, Block.CanonicalBytes()), Chain);
        Chain.ExpectMsg<ChainProtocol.GetBlock>();
        Peer.Tell(new ChainProtocol.FoundBlock(Hash256.Zero, 5, null), Chain);
        Acknowledge((Tcp.Write)Wire.FishForMessage(message => message is Tcp.Write));
        Assert.Equal(5u, Assert.IsType<Message.BlockMessage>(Heard()).Id);
        Assert.Equal(Hash256.Zero, Assert.Single(Assert.IsType<Message.NotFound>(Heard()).Hashes));
    }

    [Fact]
    public void More_than_sixty_four_bodies_owed_are_not_found_at_once()
    {
        StartReady();
        for (uint id = 1; id <= 5; id++)
            Say(new Message.GetBlocks(id, [.. Enumerable.Range(0, 16).Select(i => Hash256.Of([(byte)id, (byte)i]))]));
        var refused = Assert.IsType<Message.NotFound>(Heard());
        Assert.Equal((5u, 16), (refused.Id, refused.Hashes.Length));
    }

    [Fact]
    public void Requests_for_headers_are_served_one_at_a_time_and_no_more_than_sixteen_are_owed()
    {
        StartReady();
        for (uint id = 1; id <= 20; id++) Say(new Message.GetHeaders(id, [Block.Hash], 10));
        for (uint id = 1; id <= 16; id++)
        {
            Assert.Equal(id, Chain.ExpectMsg<ChainProtocol.GetHeadersAfter>().Id);
            if (id == 1) AwaitEverythingRead();
            Peer.Tell(new ChainProtocol.HeadersAfter(id, [], false), Chain);
            Assert.Equal(id, Assert.IsType<Message.Headers>(Heard()).Id);
        }
        Chain.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void The_whole_chain_is_asked_for_in_the_peers_name_and_one_answer_is_loaded_at_a_time()
    {
        StartReady(isExtended: false);
        Say(Message.RequestChain.Instance);
        Assert.Equal("192.0.2.7", Chain.ExpectMsg<ChainProtocol.GetWholeChain>().Asker.ToString());
        Say(Message.RequestChain.Instance);
        Chain.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Peer.Tell(new ChainProtocol.WholeChain(MessageCodec.Encode(new Message.Ping(null), null)), Chain);
        Assert.IsType<Message.Ping>(Heard()); // whatever the line is
        Say(Message.RequestChain.Instance);
        Chain.ExpectMsg<ChainProtocol.GetWholeChain>();
    }

    [Fact]
    public void A_chain_that_the_outbox_has_no_room_for_is_not_sent_and_the_peer_stays()
    {
        Settings = new PeerSettings { OutboxBytesMax = 65_536 };
        StartReady();
        for (var i = 0; i < 3; i++)
            Peer.Tell(new PeerProtocol.Deliver(new byte[32_700], Hash256.Of([(byte)i]), OutboxPriority.Blocks, null));
        Say(Message.RequestChain.Instance);
        Chain.ExpectMsg<ChainProtocol.GetWholeChain>();
        Peer.Tell(new ChainProtocol.WholeChain(new byte[32_700]), Chain);
        Manager.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    private static string[] Lines(Tcp.Write write) =>
        write.Data.ToString(Encoding.ASCII).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static Message Decoded(string line) => ((Decoded.Understood)MessageCodec.Decode(Encoding.ASCII.GetBytes(line))).Message;

    private static PoolEntry Entry(string uid, int number) => new(
        Drawn.Request(TestKeys.Alice, uid, number), number, PoolSource.Own);
}

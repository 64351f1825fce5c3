using System.Text;
using P2PChain.Core.Model;
using P2PChain.Core.Storage;
using P2PChain.Storage;
using P2PChain.Testing;

namespace P2PChain.Actors.Tests.Storage;

/// <summary>Files that are not, or no longer, this network's ledger are refused with a sentence.</summary>
public sealed class RefusedFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ChainBuilder _chain = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Another_networks_ledger_is_refused_and_left_as_it_is()
    {
        Fill();
        var before = File.ReadAllBytes(_directory["ledger.db"]);
        var other = NetworkParameters.Demo with { Name = "other" };
        var refused = Refused(
            ChainStoreFault.OtherNetwork, () => SqliteChainStore.Open(_directory["ledger.db"], other).Dispose());
        Assert.Contains(other.Genesis().Hash.ToString(), refused.Message, StringComparison.Ordinal);
        Assert.Contains("another network", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(_directory["ledger.db"]));
    }

    [Fact]
    public void A_newer_versions_ledger_is_refused()
    {
        Fill();
        _directory.Sql("ledger.db", "update meta set value = '4' where key = 'schema-version'");
        var refused = Refused(ChainStoreFault.NewerSchema, Open);
        Assert.Contains("newer version", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("delete from meta where key = 'schema-version'")]
    [InlineData("update meta set value = '0' where key = 'schema-version'")]
    [InlineData("update meta set value = 'one' where key = 'schema-version'")]
    [InlineData("delete from blocks where height = 0")]
    [InlineData("update blocks set header = replace(header, '256', '257') where height = 0")]
    [InlineData("update blocks set on_best_chain = 0 where height = 0")]
    [InlineData("delete from blocks where height = 1")]
    [InlineData("update blocks set on_best_chain = 0 where height = 1")]
    [InlineData("update blocks set header = replace(header, 'nonce\": ', 'nonce\": 1') where height = 2")]
    [InlineData("update blocks set seal = '3000' where height = 2")]
    [InlineData("update entries set txid = cast('x' as blob)")]
    [InlineData("update entries set uid = 'no such id'")]
    [InlineData("update entries set holder = '02'")]
    [InlineData("update marks set txid = cast('x' as blob)")]
    [InlineData("update pool set json = replace(json, 'signature\": \"30', 'signature\": \"31')")]
    [InlineData("update pool set json = replace(json, 'camera', 'camerb')")]
    [InlineData("drop table entries")]
    [InlineData("drop table meta")]
    public void A_ledger_that_somebody_changed_is_refused(string sql)
    {
        Fill();
        _directory.Sql("ledger.db", sql);
        Refused(ChainStoreFault.Damaged, OpenAndLoad);
    }

    [Theory]
    [InlineData("update blocks set transactions = replace(transactions, 'laptop-001', 'laptop-002')")]
    [InlineData("update blocks set transactions = '[]'")]
    [InlineData("update blocks set transactions = '[{'")]
    [InlineData("update blocks set header = replace(header, 'nonce\": ', 'nonce\": 1')")]
    public void A_changed_block_is_never_read_as_if_it_were_whole(string sql)
    {
        Fill();
        using var store = SqliteChainStore.Open(_directory["ledger.db"], NetworkParameters.Demo);
        var hash = _chain["a1"].Hash;
        store.ReadBlock(hash);
        _directory.Sql("ledger.db", sql + " where height = 1");
        var refused = Refused(ChainStoreFault.Damaged, () => store.ReadBlock(hash));
        Assert.Contains($"table blocks, {hash}", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[[\"camera\"]]")]
    [InlineData("[[\"camera\", null, null]]")]
    [InlineData("[[\"camera\", {\"holder\": null}]]")]
    [InlineData("[[7, null]]")]
    [InlineData("nothing")]
    public void An_undo_record_that_does_not_decode_is_refused(string json)
    {
        Fill();
        _directory.Sql("ledger.db", $"update blocks set undo = '{json}' where height = 1");
        using var store = SqliteChainStore.Open(_directory["ledger.db"], NetworkParameters.Demo);
        Refused(ChainStoreFault.Damaged, () => store.ReadUndo(_chain["a1"].Hash));
    }

    [Fact]
    public void Random_bytes_and_other_files_are_refused_and_left_as_they_are()
    {
        var noise = new byte[50_000];
        new Random(1).NextBytes(noise);
        foreach (var content in (byte[][])[noise, Encoding.UTF8.GetBytes(new string('x', 5000)), "short"u8.ToArray()])
        {
            File.WriteAllBytes(_directory["ledger.db"], content);
            Refused(ChainStoreFault.Damaged, Open);
            Assert.Equal(content, File.ReadAllBytes(_directory["ledger.db"]));
        }
    }

    [Fact]
    public void Another_programs_database_is_refused_and_left_as_it_is()
    {
        _directory.Sql("ledger.db", "create table bookmarks (url text)");
        var before = File.ReadAllBytes(_directory["ledger.db"]);
        Refused(ChainStoreFault.Damaged, Open);
        Assert.Equal(before, File.ReadAllBytes(_directory["ledger.db"]));
    }

    [Fact]
    public void A_file_cut_short_by_a_page_or_more_is_refused()
    {
        Fill();
        var whole = File.ReadAllBytes(_directory["ledger.db"]);
        for (var length = 2; length <= whole.Length - 4096; length += 3777)
        {
            File.WriteAllBytes(_directory["ledger.db"], whole[..length]);
            Refused(ChainStoreFault.Damaged, OpenAndLoad);
        }
    }

    [Fact]
    public void An_empty_file_is_a_new_ledger()
    {
        File.WriteAllBytes(_directory["ledger.db"], []);
        OpenAndLoad();
    }

    [Fact]
    public void A_flipped_byte_anywhere_is_found_or_does_no_harm_to_what_is_read()
    {
        Fill();
        var whole = File.ReadAllBytes(_directory["ledger.db"]);
        var expected = ReadAll();
        var random = new Random(11);
        var found = 0;
        for (var i = 0; i < 300; i++)
        {
            var harmed = (byte[])whole.Clone();
            harmed[random.Next(harmed.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(_directory["ledger.db"], harmed);
            try
            {
                Assert.Equal(expected, ReadAll());
            }
            catch (ChainStoreException refused)
            {
                OneSentence(refused);
                found++;
            }
            catch (Exception error) when (error is KeyNotFoundException or InvalidDataException)
            {
                found++; // an index or the items disagree with the blocks: the ledger's own checks say so
            }
        }
        Assert.InRange(found, 15, 300);
    }

    [Fact]
    public void A_path_that_cannot_be_opened_is_said_to_be()
    {
        Directory.CreateDirectory(_directory["ledger.db"]);
        Refused(ChainStoreFault.Misplaced, Open);
        Refused(ChainStoreFault.NotReadable, () => Open("missing/ledger.db"));
        File.WriteAllText(_directory["file"], "");
        Refused(ChainStoreFault.Misplaced, () => Open("file/ledger.db"));
    }

    private void Fill()
    {
        using var store = SqliteChainStore.Open(_directory["ledger.db"], NetworkParameters.Demo);
        var ledger = new TestLedger(NetworkParameters.Demo, store);
        ledger.Submit(_chain.Checked(_chain.Add("a1", "genesis", _chain.Request(TestKeys.Alice, "laptop-001", 1))));
        ledger.Submit(_chain.Checked(_chain.Add("a2", "a1", _chain.Release(TestKeys.Alice, "laptop-001", 2))));
        ledger.Submit(_chain.Request(TestKeys.Bob, "camera", 3));
    }

    private void Open() => Open("ledger.db");

    private void Open(string name) => SqliteChainStore.Open(_directory[name], NetworkParameters.Demo).Dispose();

    private void OpenAndLoad()
    {
        using var store = SqliteChainStore.Open(_directory["ledger.db"], NetworkParameters.Demo);
        store.Load();
    }

    /// <summary>
    /// The blocks and what undoes them; the pool and our marks have no hash above them to be checked against.
    /// </summary>
    private string ReadAll()
    {
        using var store = SqliteChainStore.Open(_directory["ledger.db"], NetworkParameters.Demo);
        var state = new TestLedger(NetworkParameters.Demo, store).State;
        var blocks = ((string[])["a1", "a2"]).Select(
            name => Encoding.ASCII.GetString(store.ReadBlock(_chain[name].Hash).CanonicalBytes()));
        store.ReadUndo(_chain["a1"].Hash);
        store.ReadUndo(_chain["a2"].Hash);
        return string.Join('\n', [.. blocks, state.Tip.ToString(), state.Custody.Root.ToString()]);
    }

    private static ChainStoreException Refused(ChainStoreFault fault, Action act)
    {
        var refused = Assert.Throws<ChainStoreException>(act);
        Assert.Equal(fault, refused.Fault);
        OneSentence(refused);
        return refused;
    }

    private static void OneSentence(ChainStoreException refused)
    {
        Assert.EndsWith(".", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(". ", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }
}

using System.Globalization;
using System.Text;
using P2PChain.Core.Model;
using P2PChain.Core.Storage;

namespace P2PChain.Storage;

/// <summary>
/// Makes the tables of a new ledger. Checks that an existing ledger is of this network and of a known version.
/// </summary>
internal static class Schema
{
    /// <summary>The version that this program writes.</summary>
    public const int Version = 3;

    private const string VersionKey = "schema-version";
    private const string GenesisKey = "genesis";
    private const string ParametersKey = "parameters";

    /// <summary>Makes the file ready for use. A refused file is left as it is.</summary>
    /// <exception cref="ChainStoreException">
    /// It is of another network or of a newer version, it is damaged, or it is no ledger.
    /// </exception>
    public static void Ensure(LedgerFile file, NetworkParameters parameters)
    {
        var genesis = parameters.Genesis();
        var isNew = file.Reading(() => IsEmpty(file));
        var version = isNew ? Version : Check(file, genesis);
        if (version < Version) Migration.RefuseWithoutRoom(file, version, Version);
        file.Reading(file.Configure);
        if (isNew) file.Writing(() => Create(file, parameters, genesis));
        else CheckGenesis(file, genesis);
        if (version < Version) Migration.Run(file, version, Version);
    }

    /// <summary>Checks that a file is a ledger of this version and of the expected network. Changes nothing.</summary>
    /// <param name="file">The file.</param>
    /// <param name="expected">The network; null to read it from the file.</param>
    /// <returns>The network.</returns>
    /// <exception cref="ChainStoreException">
    /// It is of another network or version, it is damaged, or it is no ledger.
    /// </exception>
    public static NetworkParameters Network(LedgerFile file, NetworkParameters? expected)
    {
        var meta = file.Reading(() => Meta(file));
        expected ??= StoredNetwork(file)
            ?? throw file.Findings.Damaged("meta", ParametersKey, "they are no network's parameters");
        var genesis = expected.Genesis();
        var version = Check(file, genesis);
        if (version < Version) throw file.Findings.OlderSchema(version, Version);
        if (meta.GetValueOrDefault(GenesisKey) != genesis.Hash.ToString())
            throw file.Findings.Damaged("meta", GenesisKey, "it is not the genesis of the parameters");
        if (meta.GetValueOrDefault(ParametersKey) != Encoding.ASCII.GetString(expected.CanonicalBytes()))
            throw file.Findings.Damaged("meta", ParametersKey, "they are not those of the genesis");
        CheckGenesis(file, genesis);
        return expected;
    }

    /// <summary>The network that a file of any version names; null if it names none.</summary>
    public static NetworkParameters? StoredNetwork(LedgerFile file) =>
        ParametersJson.TryRead(file.Reading(() => Meta(file)).GetValueOrDefault(ParametersKey), out var network)
            ? network
            : null;

    private static bool IsEmpty(LedgerFile file)
    {
        using var tables = file.Prepare("select 1 from sqlite_master").Query();
        return !tables.Read();
    }

    private static void Create(LedgerFile file, NetworkParameters parameters, Block genesis)
    {
        file.Execute(Resource("schema.sql"));
        var meta = file.Prepare("insert into meta (key, value) values (?1, ?2)");
        meta.Run(VersionKey, Version.ToString(CultureInfo.InvariantCulture));
        meta.Run(GenesisKey, genesis.Hash.ToString());
        meta.Run(ParametersKey, parameters.CanonicalBytes());
        new BlockTable(file).Add(genesis, onBestChain: true, undo: null, at: null);
    }

    /// <summary>Writes a version into the file.</summary>
    public static void SetVersion(LedgerFile file, int version) =>
        file.Prepare("update meta set value = ?2 where key = ?1")
            .Run(VersionKey, version.ToString(CultureInfo.InvariantCulture));

    /// <summary>A file of SQL that is part of this program.</summary>
    public static string Resource(string name)
    {
        using var resource = typeof(Schema).Assembly.GetManifestResourceStream("P2PChain.Storage." + name)!;
        using var text = new StreamReader(resource);
        return text.ReadToEnd();
    }

    /// <returns>The file's version, this one or an older one.</returns>
    private static int Check(LedgerFile file, Block genesis)
    {
        var meta = file.Reading(() => Meta(file));
        if (!int.TryParse(meta.GetValueOrDefault(VersionKey), CultureInfo.InvariantCulture, out var version))
            throw file.Findings.Damaged("meta", VersionKey, "it is no ledger of this program");
        if (version > Version) throw file.Findings.NewerSchema(version, Version);
        if (version < 1) throw file.Findings.Damaged("meta", VersionKey, "there never was such a version");
        if (meta.GetValueOrDefault(GenesisKey) is { } stored && stored != genesis.Hash.ToString())
            throw file.Findings.OtherNetwork(stored, genesis.Hash.ToString());
        return version;
    }

    private static Dictionary<string, string> Meta(LedgerFile file)
    {
        var meta = new Dictionary<string, string>(StringComparer.Ordinal);
        using (var table = file.Prepare("select 1 from sqlite_master where name = 'meta'").Query())
            if (!table.Read()) return meta;
        using var rows = file.Prepare("select key, value from meta").Query();
        while (rows.Read())
            if (rows.Text(0) is { } key && rows.Text(1) is { } value) meta[key] = value;
        return meta;
    }

    private static void CheckGenesis(LedgerFile file, Block genesis)
    {
        if (!file.Reading(() => HasGenesis(file, genesis)))
            throw file.Findings.Damaged("blocks", "height 0", "it is not this network's genesis");
    }

    private static bool HasGenesis(LedgerFile file, Block genesis)
    {
        using var rows = file.Prepare("select hash, header from blocks where height = 0 and on_best_chain = 1").Query();
        return rows.Read()
            && rows.Text(0) == genesis.Hash.ToString()
            && rows.Utf8(1).SequenceEqual(genesis.Header.CanonicalBytes());
    }
}

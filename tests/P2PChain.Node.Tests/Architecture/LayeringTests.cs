using System.Reflection;
using System.Runtime.CompilerServices;
using ArchUnitNET.Loader;
using ArchUnitNET.xUnit;
using P2PChain.Actors;
using P2PChain.Core.Model;
using P2PChain.Http;
using P2PChain.Storage;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace P2PChain.Node.Tests.Architecture;

/// <summary>The layers of docs/architecture.md, checked against the assemblies.</summary>
public sealed class LayeringTests
{
    private static readonly System.Reflection.Assembly CoreAssembly = typeof(Block).Assembly;
    private static readonly System.Reflection.Assembly StorageAssembly = typeof(SqliteChainStore).Assembly;
    private static readonly System.Reflection.Assembly ActorsAssembly = typeof(P2PNode).Assembly;
    private static readonly System.Reflection.Assembly HttpAssembly = typeof(HttpServer).Assembly;
    private static readonly System.Reflection.Assembly NodeAssembly = typeof(Node.Disk.DataDirectory).Assembly;

    private static readonly ArchUnitNET.Domain.Architecture Loaded = new ArchLoader()
        .LoadAssemblies(
            CoreAssembly, StorageAssembly, ActorsAssembly, HttpAssembly, NodeAssembly,
            typeof(Akka.Actor.ActorSystem).Assembly)
        .Build();

    // From the lowest; a namespace sees only those before it.
    private static readonly string[] CoreOrder =
        ["Primitives", "Json", "Crypto", "Model", "Rules", "Custody", "RuleSets", "Pool", "Chain", "Mining", "Storage", "Wire", "Peers", "Dialling", "Relay", "Sync", "Plain"];

    // Ledger knows no peer, and Net no command of a person.
    private static readonly string[] ActorsOrder = ["Metrics", "Ledger", "Net", "Console", "Node"];

    [Theory]
    [InlineData("P2PChain.Core")]
    [InlineData("P2PChain.Storage", "P2PChain.Core", "Microsoft.Data.Sqlite", "SQLitePCLRaw.core")]
    [InlineData("P2PChain.Actors", "P2PChain.Core", "Akka")]
    [InlineData(
        "P2PChain.Http", "P2PChain.Core", "P2PChain.Actors", "Akka", "Microsoft.AspNetCore", "Microsoft.Extensions",
        "Microsoft.OpenApi", "OpenTelemetry", "Scalar.AspNetCore")]
    public void A_project_references_what_the_table_allows_and_nothing_else(string name, params string[] allowed)
    {
        Assembly[] all = [CoreAssembly, StorageAssembly, ActorsAssembly, HttpAssembly];
        var assembly = all.Single(a => a.GetName().Name == name);
        var references = assembly.GetReferencedAssemblies().Select(reference => reference.Name!)
            .Where(
                reference => !reference.StartsWith("System", StringComparison.Ordinal) && reference != "netstandard");
        // "Microsoft.AspNetCore" allows its parts too.
        Assert.All(references, reference => Assert.Contains(
            allowed,
            prefix => reference == prefix || reference.StartsWith(prefix + ".", StringComparison.Ordinal)));
    }

    [Fact]
    public void No_two_types_have_one_name()
    {
        var names = new[] { CoreAssembly, StorageAssembly, ActorsAssembly, HttpAssembly, NodeAssembly }
            .SelectMany(static assembly => assembly.GetTypes())
            .Where(static type => !type.IsNested && IsOurs(type))
            .Select(static type => type.Name).ToList();
        Assert.True(names.Count > 300);
        Assert.Empty(
            names.GroupBy(static name => name).Where(static same => same.Count() > 1).Select(static same => same.Key));
    }

    [Fact]
    public void The_namespaces_of_Core_see_only_those_below_them()
    {
        for (var i = 0; i < CoreOrder.Length; i++)
        {
            var above = string.Join('|', CoreOrder[(i + 1)..].Append("(none)"));
            Types().That().ResideInNamespaceMatching($@"^P2PChain\.Core\.{CoreOrder[i]}$")
                .Should().NotDependOnAny(Types().That().ResideInNamespaceMatching($@"^P2PChain\.Core\.({above})$"))
                .WithoutRequiringPositiveResults()
                .Check(Loaded);
        }
        var known = CoreOrder.Select(name => "P2PChain.Core." + name);
        Assert.Empty(CoreAssembly.GetTypes().Where(IsOurs).Select(type => type.Namespace!).Distinct().Except(known));
    }

    [Fact]
    public void A_room_of_Actors_sees_only_the_rooms_before_it()
    {
        for (var i = 0; i < ActorsOrder.Length; i++)
        {
            var after = string.Join('|', ActorsOrder[(i + 1)..].Append("(none)"));
            Types().That().ResideInNamespaceMatching($@"^P2PChain\.Actors\.{ActorsOrder[i]}(\..*)?$")
                .Should().NotDependOnAny(Types().That().ResideInNamespaceMatching($@"^P2PChain\.Actors\.({after})(\..*)?$"))
                .WithoutRequiringPositiveResults()
                .Check(Loaded);
        }
        var rooms = ActorsAssembly.GetTypes().Where(IsOurs).Select(
            type => type.Namespace!.Split('.').ElementAtOrDefault(2));
        Assert.Equal(ActorsOrder.Order(), rooms.OfType<string>().Distinct().Order());
    }

    [Fact]
    public void Only_the_files_of_Net_and_the_node_that_hands_them_the_TCP_manager_see_Akka_IO()
    {
        var others = Loaded.Classes.Where(type =>
            type.Namespace.FullName.StartsWith("P2PChain.", StringComparison.Ordinal)
            && !type.Namespace.FullName.StartsWith("P2PChain.Actors.Net", StringComparison.Ordinal)
            && !type.FullName.Contains(".NodeActor", StringComparison.Ordinal)).ToList();
        Assert.True(others.Count > 100);
        foreach (var type in others)
            Assert.DoesNotContain(
                type.Dependencies,
                dependency => dependency.Target.FullName.StartsWith("Akka.IO.", StringComparison.Ordinal));
    }

    [Fact]
    public void Actors_are_internal_and_sealed()
    {
        var actors = ActorsAssembly.GetTypes().Concat(HttpAssembly.GetTypes()).Where(type => type.IsAssignableTo(typeof(Akka.Actor.ActorBase))).ToList();
        Assert.True(actors.Count >= 10);
        Assert.All(actors, actor => Assert.True(actor is { IsNotPublic: true, IsSealed: true }, actor.Name));
    }

    [Fact]
    public void Protocols_are_public_sealed_records()
    {
        var protocols = ActorsAssembly.GetTypes().Where(type => type.DeclaringType is { } outer && outer.Name.EndsWith("Protocol", StringComparison.Ordinal)).ToList();
        Assert.True(protocols.Count > 40);
        Assert.All(
            protocols, type => Assert.True(type.IsNestedPublic && (type.IsSealed || type.IsAbstract), type.FullName));
    }

    [Fact]
    public void Nothing_static_can_change()
    {
        var fields = new[] { CoreAssembly, StorageAssembly, ActorsAssembly, HttpAssembly, NodeAssembly }
            .SelectMany(assembly => assembly.GetTypes()).Where(IsOurs)
            .SelectMany(type => type.GetFields(
                BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(
                field => !field.IsLiteral && !field.IsInitOnly && !field.IsDefined(typeof(CompilerGeneratedAttribute)));
        Assert.Empty(fields.Select(field => $"{field.DeclaringType!.FullName}.{field.Name}"));
    }

    private static bool IsOurs(System.Type type) =>
        type.Namespace?.StartsWith("P2PChain.", StringComparison.Ordinal) == true
        && !type.IsDefined(typeof(CompilerGeneratedAttribute)) && !type.Name.StartsWith('<');
}
